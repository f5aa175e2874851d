import type { IceServers } from '../../protocol/session.ts'
import type { Clock } from './ports/clock.ts'
import type { CommandResult } from './ports/server-link.ts'

/** Credentials are fresh enough while they last for this time, ms: a link may take that long to open, and clocks differ. */
const ENOUGH = 60_000
/** A link waits this long for fresh ones, ms; it has little time before its messages go to the mailbox. */
const PATIENCE = 1000

/** With what links are opened: what the welcome named, and fresh credentials before those expire. */
export interface IceServersKeeper {
  list(): IceServers['iceServers']
  take(offered: IceServers): void
  /** Undefined while they are good; otherwise settles when fresh ones are there, or do not come in time. Never rejects. */
  renewed(): Promise<void> | undefined
}

/** Creates it, with none yet. */
export function createIceServers(
  clock: Clock,
  fetch: () => Promise<CommandResult<'ice-servers:fetch'>>,
): IceServersKeeper {
  let list: IceServers['iceServers'] = []
  let goodUntil = Number.POSITIVE_INFINITY
  let renewing: Promise<void> | undefined

  function take({ iceServers, iceLifetime }: IceServers): void {
    list = iceServers
    goodUntil = clock.monotonic() + (iceLifetime ?? Number.POSITIVE_INFINITY) - ENOUGH
  }

  /** What comes too late for the links that wait is good for the next one. */
  function renew(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = clock.after(PATIENCE, resolve)
      void fetch().then((result) => {
        cancel()
        if (result.ok) take(result.value)
        resolve()
      })
    })
  }

  return {
    list: () => list,
    take,
    renewed() {
      if (clock.monotonic() < goodUntil) return undefined
      renewing ??= renew().then(() => {
        renewing = undefined
      })
      return renewing
    },
  }
}
