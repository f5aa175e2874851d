import { bytesToText } from '../../protocol/bytes.ts'
import type { Recovery } from '../../protocol/keys.ts'
import type { TabMessage } from './change.ts'
import type { RecoveryOutcome } from './chat-view.ts'
import type { Leader } from './leader-ports.ts'
import type { Clock, RandomBytes } from './ports/clock.ts'
import { until } from './until.ts'

/** How long the leader has to say what came of it, milliseconds: longer than the server has to answer. */
const PATIENCE = 6000

/** Recovery keys to be deposited, by a follower through its leader: whoever holds the words on paper must know whether they count. */
export interface RecoveryRequests {
  /** Deposits one; this tab leads. */
  deposit(at: Leader, recovery: Recovery): Promise<RecoveryOutcome>
  /** Deposits one that a follower asked for, and tells what came of it. */
  serve(at: Leader, request: Recovery & { readonly id: string }): Promise<void>
  /** Asks the leader. `no-answer` when nobody says what came of it. */
  ask(recovery: Recovery): Promise<RecoveryOutcome>
  /** The leader has told some tab. */
  told(id: string, outcome: RecoveryOutcome): void
}

/** Creates the requests of one tab. `deposited`: the server has a key now. */
export function createRecoveryRequests(ports: {
  readonly clock: Clock
  readonly randomBytes: RandomBytes
  post(message: TabMessage): void
  deposited(): void
}): RecoveryRequests {
  /** By id; undefined while nothing was told. */
  const outcomes = new Map<string, RecoveryOutcome | undefined>()

  async function deposit(at: Leader, { key, endorsement }: Recovery): Promise<RecoveryOutcome> {
    const result = await at.setRecovery({ key, endorsement })
    if (result.ok) ports.deposited()
    if (result.ok) return 'set'
    return result.error.kind === 'no-answer' ? 'no-answer' : 'refused'
  }

  return {
    deposit,
    async serve(at, { id, ...recovery }) {
      ports.post({ tab: 'recovery', id, outcome: await deposit(at, recovery) })
    },
    async ask({ key, endorsement }) {
      const id = bytesToText(ports.randomBytes(16))
      outcomes.set(id, undefined)
      ports.post({ tab: 'request', id, request: { ask: 'recovery', id, key, endorsement } })
      const outcome = await until(ports.clock, () => outcomes.get(id), PATIENCE)
      outcomes.delete(id)
      return outcome ?? 'no-answer'
    },
    told(id, outcome) {
      if (outcomes.has(id)) outcomes.set(id, outcome)
    },
  }
}
