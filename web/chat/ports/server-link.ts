import type { Downstream, Fact, Payload, Reply, Upstream } from '../../../protocol/contract.ts'
import type { Ack } from '../../../protocol/errors.ts'

/**
 * Why a connection could not be had or ended. `not-a-chat-server`: something answered, but not with our protocol;
 * `offline`: nothing answered, and this device has no network.
 */
export type ConnectionLoss =
  | { reason: 'offline' }
  | { reason: 'unreachable' }
  | { reason: 'not-a-chat-server' }
  | { reason: 'origin-refused' }
  | { reason: 'blocked-by-page'; directive: string }
  | { reason: 'lost' }
  | { reason: 'closed' }

/** A parsed fact with its event name. */
export type ServerFact = { [E in Downstream]: { event: E; fact: Fact<E> } }[Downstream]

/** The outcome of a command. `no-answer`: the connection broke or the deadline passed; it may have happened or not. */
export type CommandResult<E extends Upstream> =
  Ack<Reply<E>> | { ok: false; error: { kind: 'no-answer'; message: string } }

/** One attempt and, if it succeeds, one connection. It never reconnects by itself: the session decides. */
export interface ServerConnection {
  /** Sends a command. Always settles: within `timeoutMs`, or at once when the connection ends. Never rejects. */
  send<E extends Upstream>(event: E, payload: Payload<E>, timeoutMs: number): Promise<CommandResult<E>>
  /** Ends it; no callback follows. Idempotent. */
  close(): void
}

/** Opens connections to chat servers. */
export interface ServerLink {
  /**
   * `address` is an origin such as `https://chat.example:8443`. Facts come in order. `lost` is called at most once.
   * The first fact is `session:challenged`; without it within 5 s the attempt ends, with the most that can be found out.
   */
  connect(
    address: string,
    on: { fact: (fact: ServerFact) => void; lost: (loss: ConnectionLoss) => void },
  ): ServerConnection
}
