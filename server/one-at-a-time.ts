import { refusal, type Ack } from '../protocol/errors.ts'
import type { Session } from './session-port.ts'

/**
 * Answers a session one by one, for what costs the store much: the events that may come at once would keep everybody
 * waiting for minutes. What an honest client sends before it has the answer to the one before waits here, up to `most`
 * with the one that is being answered; more is refused.
 */
export function oneAtATime<P, A>(handler: (session: Session, payload: P) => Promise<Ack<A>>, most = 1) {
  const lines = new WeakMap<Session, { length: number; last: Promise<unknown> }>()
  return async (session: Session, payload: P): Promise<Ack<A>> => {
    const line = lines.get(session) ?? { length: 0, last: Promise.resolve() }
    if (line.length >= most) return refusal('rate-limited')
    lines.set(session, line)
    line.length += 1
    const turn = line.last.then(() => handler(session, payload))
    line.last = turn.catch(() => {})
    try {
      return await turn
    } finally {
      line.length -= 1
    }
  }
}
