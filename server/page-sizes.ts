import { LIMITS } from '../protocol/limits.ts'
import type { Clock } from './ports.ts'
import type { Session } from './session-port.ts'

/**
 * Bytes of one page. The first is what a line of 10 KB a second carries within a second, because the heartbeat and the mail
 * of a sign-in come behind it.
 */
const SIZE = { first: 8 * 1024, most: LIMITS.pageBytes }
/** A session that asks for more within this time has a line that carries more, ms. */
const QUICK = 1000

/** How many bytes of the log a session gets at a time: more, the sooner it asks for the next page. */
export interface PageSizes {
  /** Of the page that is answered with now. */
  next(session: Session): number
}

/** Remembers each session for as long as it lasts. */
export function createPageSizes(clock: Clock): PageSizes {
  const pages = new WeakMap<Session, { readonly bytes: number; readonly at: number }>()

  function grown(session: Session, now: number): number {
    const last = pages.get(session)
    if (!last) return SIZE.first
    return now - last.at <= QUICK ? Math.min(SIZE.most, last.bytes * 2) : Math.max(SIZE.first, last.bytes / 2)
  }

  return {
    next(session) {
      const at = clock.elapsed()
      const bytes = grown(session, at)
      pages.set(session, { bytes, at })
      return bytes
    },
  }
}
