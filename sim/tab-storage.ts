import type { Message } from '../web/chat/messages.ts'
import { StorageError, type Storage, type StorageProblem } from '../web/chat/ports/storage.ts'
import type { Disk } from './disk.ts'

/** Hears what a tab's storage did, at the moment of the commit. */
export interface StorageWatch {
  composed(messages: Awaited<ReturnType<Storage['compose']>>, tab: string): void
  /** Stands around the commit. */
  moved<T>(changes: Parameters<Storage['saveDeliveries']>[0], commit: () => Promise<T>): Promise<T>
  received(messages: readonly Message[]): void
  /** Messages came that are held already. */
  repeated(): void
  failed(problem: StorageProblem): void
}

/** A storage whose verbs take time and can be cut off by the death of their tab, over one whose verbs happen at once. */
export function openTabStorage(tab: string, inner: Storage, disk: Disk, watch: StorageWatch): Storage {
  const after = async <T>(outcome: Promise<T>, tell: (value: T) => void): Promise<T> => {
    const value = await outcome
    tell(value)
    return value
  }
  const write = <T>(verb: () => Promise<T>): Promise<T> =>
    disk.run(() => {
      const outcome = verb()
      outcome.catch((error: unknown) => {
        if (error instanceof StorageError) watch.failed(error.problem)
      })
      return outcome
    })
  return {
    compose: (messages) => write(() => after(inner.compose(messages), (composed) => watch.composed(composed, tab))),
    saveDeliveries: (changes) => write(() => watch.moved(changes, () => inner.saveDeliveries(changes))),
    receive: (messages) => write(() => after(inner.receive(messages), watch.received)),
    receivePosts: (of) => write(() => after(inner.receivePosts(of), watch.received)),
    arriveAnew: (hidden) => write(() => inner.arriveAnew(hidden)),
    held: (from, ids) =>
      disk.run(() =>
        after(inner.held(from, ids), (held) => {
          if (held.length > 0) watch.repeated()
        }),
      ),
    unsettled: () => disk.run(() => inner.unsettled()),
    message: (id) => disk.run(() => inner.message(id)),
    messages: (conversation, limit) => disk.run(() => inner.messages(conversation, limit)),
    summaries: () => disk.run(() => inner.summaries()),
    groupCursor: () => disk.run(() => inner.groupCursor()),
    contacts: () => disk.run(() => inner.contacts()),
    changeContact: (name, decide) => write(() => inner.changeContact(name, decide)),
    notes: () => disk.run(() => inner.notes()),
    saveNote: (note) => write(() => inner.saveNote(note)),
    close: () => inner.close(),
  }
}
