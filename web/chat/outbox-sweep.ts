import type { OwnMessage } from './messages.ts'
import type { Clock } from './ports/clock.ts'
import type { Storage } from './ports/storage.ts'

/** How often storage is looked through, milliseconds. */
const RHYTHM = 30_000

/**
 * Another tab may die between storing a message and telling the leader of it. So the leader looks through the outbox in
 * storage now and then; `found` hears of everything unsettled, mostly what it knows. Returns what ends it.
 */
export function sweepOutbox(ports: {
  readonly storage: Storage
  readonly clock: Clock
  found(messages: readonly OwnMessage[]): void
  broken(error: unknown): void
}): () => void {
  let over = false
  let cancel = () => {}

  const wait = () => {
    cancel = ports.clock.after(RHYTHM, () => {
      ports.storage.unsettled().then((messages) => {
        if (over) return
        ports.found(messages)
        wait()
      }, ports.broken)
    })
  }

  wait()
  return () => {
    over = true
    cancel()
  }
}
