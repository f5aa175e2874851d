import { bytesToText } from '../../protocol/bytes.ts'
import type { LeaderRequest, TabMessage } from './change.ts'
import type { Clock, RandomBytes } from './ports/clock.ts'

/** How long a request waits for a leader, milliseconds: whoever asked to sign out has given up on it by then. */
const PATIENCE = 30_000
/** After this long without a leader the person is told, milliseconds. */
const SILENCE = 5000

/** What this tab asks of the one that leads. Between two leaders nobody hears it, so the next one is asked again. */
export interface LeaderRequests {
  ask(request: LeaderRequest): void
  /** A leader has taken it. */
  taken(id: string): void
  /** Another tab has come to lead. */
  askAgain(): void
  /** Gives up what no leader has taken: this tab has come to lead and does it, or nobody is to do it any more. */
  takeBack(): readonly LeaderRequest[]
}

/** Creates the requests of one tab. */
export function createLeaderRequests(ports: {
  readonly clock: Clock
  readonly randomBytes: RandomBytes
  post(message: TabMessage): void
  /** Whether what the person asked for finds no leader: the one there is may be suspended. */
  unanswered(is: boolean): void
}): LeaderRequests {
  const open = new Map<string, { readonly request: LeaderRequest; readonly until: number }>()

  function forgetOld(): void {
    for (const [id, { until }] of open) if (until < ports.clock.monotonic()) open.delete(id)
  }

  return {
    ask(request) {
      const id = bytesToText(ports.randomBytes(16))
      // Of no use later.
      if (request.ask !== 'typing') open.set(id, { request, until: ports.clock.monotonic() + PATIENCE })
      if (request.ask !== 'typing' && request.ask !== 'learn')
        ports.clock.after(SILENCE, () => open.has(id) && ports.unanswered(true))
      ports.post({ tab: 'request', id, request })
    },
    taken(id) {
      if (open.delete(id)) ports.unanswered(false)
    },
    askAgain() {
      forgetOld()
      for (const [id, { request }] of open) ports.post({ tab: 'request', id, request })
    },
    takeBack() {
      forgetOld()
      const requests = [...open.values()].map(({ request }) => request)
      open.clear()
      ports.unanswered(false)
      return requests
    },
  }
}
