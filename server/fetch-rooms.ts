import { LIMITS } from '../protocol/limits.ts'
import type { Clock } from './ports.ts'
import type { Session } from './session-port.ts'

/**
 * Bytes of one answer. The first is what a line of 10 KB a second brings within a second, for the heartbeat comes behind
 * it and so does the mail of a sign-in.
 */
const ROOM = { first: 8 * 1024, most: LIMITS.pageBytes }
/** Who asks for more within this time has a line that takes more, ms. */
const QUICK = 1000

/** How many bytes of the log a session gets at a time: more the quicker it asks for the next. */
export interface FetchRooms {
  /** For the answer that is given now. */
  next(session: Session): number
}

/** Creates it; it remembers a session as long as that lasts. */
export function createFetchRooms(clock: Clock): FetchRooms {
  const answers = new WeakMap<Session, { readonly bytes: number; readonly at: number }>()

  function grown(session: Session, now: number): number {
    const last = answers.get(session)
    if (!last) return ROOM.first
    return now - last.at <= QUICK ? Math.min(ROOM.most, last.bytes * 2) : Math.max(ROOM.first, last.bytes / 2)
  }

  return {
    next(session) {
      const at = clock.elapsed()
      const bytes = grown(session, at)
      answers.set(session, { bytes, at })
      return bytes
    },
  }
}
