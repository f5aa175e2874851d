import { isTooOld } from './delivery.ts'
import type { Message } from './messages.ts'
import type { Outbox } from './outbox.ts'
import { sweepOutbox } from './outbox-sweep.ts'
import type { Clock } from './ports/clock.ts'
import type { Storage } from './ports/storage.ts'
import type { PostsOut } from './posts-out.ts'
import { until } from './until.ts'

/** How long a sign-out waits for what is still on its way, milliseconds. */
const FLUSH = 3000

/** One's own messages on their way, to peers and to Everyone. */
export interface Outgoing {
  /** Takes messages that are stored. */
  send(messages: readonly Message[]): void
  retry(message: Message): void
  /** How many texts neither a peer nor the server has. */
  unsent(): number
  /** Until all are sent, the connection is gone or 3 s are over. */
  flush(): Promise<void>
  close(): void
}

/** `found`: messages that a tab stored and did not tell of. */
export function createOutgoing(of: {
  readonly outbox: Outbox
  readonly posts: PostsOut
  readonly storage: Storage
  readonly clock: Clock
  isConnected(): boolean
  found(messages: readonly Message[]): void
  broken(error: unknown): void
}): Outgoing {
  const { outbox, posts, clock } = of

  function send(messages: readonly Message[]): void {
    outbox.add(messages.filter((message) => message.kind === 'outgoing'))
    posts.add(messages.filter((message) => message.kind === 'outgoing-post'))
  }

  const isAllSent = () => outbox.unsent().length === 0 && posts.unsent() === 0

  const stopSweeping = sweepOutbox({
    storage: of.storage,
    clock,
    found(messages) {
      const unknown = messages.filter(({ id }) => !outbox.has(id) && !posts.has(id))
      of.found(unknown)
      send(unknown)
      // By what is stored: in memory nothing says that one was begun again.
      const old = messages.filter((message) => isTooOld(message, clock.wallTime())).map(({ id }) => id)
      outbox.age(old)
      posts.age(old)
    },
    broken: of.broken,
  })
  return {
    send,
    retry(message) {
      if (message.kind === 'outgoing') outbox.retry(message)
      else if (message.kind === 'outgoing-post') posts.retry(message)
    },
    unsent: () => outbox.unsent().filter(({ type }) => type === 'text').length + posts.unsent(),
    async flush() {
      // Direct messages without an ack go to the mailbox.
      outbox.preferMailbox()
      await until(clock, () => (isAllSent() || !of.isConnected() ? true : undefined), FLUSH)
    },
    close: stopSweeping,
  }
}
