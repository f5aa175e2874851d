import { refusal, type Ack } from '../protocol/errors.ts'
import type { Session } from './session-port.ts'

/**
 * Refuses what a session asks for before it has the answer to the one before. Of what costs the store much, and an honest
 * client asks one by one, the events that may come at once would keep everybody waiting for minutes.
 */
export function oneAtATime<P, A>(handler: (session: Session, payload: P) => Promise<Ack<A>>) {
  const asking = new WeakSet<Session>()
  return async (session: Session, payload: P): Promise<Ack<A>> => {
    if (asking.has(session)) return refusal('rate-limited')
    asking.add(session)
    try {
      return await handler(session, payload)
    } finally {
      asking.delete(session)
    }
  }
}
