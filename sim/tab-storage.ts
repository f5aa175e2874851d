import type { Message } from '../web/chat/messages.ts'
import type { Storage } from '../web/chat/ports/storage.ts'
import type { Disk } from './disk.ts'

/** Hears what a tab's storage did, at the moment of the commit. */
export interface StorageWatch {
  composed(messages: Awaited<ReturnType<Storage['compose']>>, tab: string): void
  /** Stands around the commit. */
  moved(changes: Parameters<Storage['saveDeliveries']>[0], commit: () => Promise<void>): Promise<void>
  received(messages: readonly Message[]): void
}

/** A storage whose verbs take time and can be cut off by the death of their tab, over one whose verbs happen at once. */
export function openTabStorage(tab: string, inner: Storage, disk: Disk, watch: StorageWatch): Storage {
  const after = async <T>(outcome: Promise<T>, tell: (value: T) => void): Promise<T> => {
    const value = await outcome
    tell(value)
    return value
  }
  return {
    compose: (messages) => disk.run(() => after(inner.compose(messages), (composed) => watch.composed(composed, tab))),
    saveSealed: (sealed) => disk.run(() => inner.saveSealed(sealed)),
    sealed: (ids) => disk.run(() => inner.sealed(ids)),
    saveDeliveries: (changes) => disk.run(() => watch.moved(changes, () => inner.saveDeliveries(changes))),
    receive: (messages) => disk.run(() => after(inner.receive(messages), watch.received)),
    receivePosts: (of) => disk.run(() => after(inner.receivePosts(of), watch.received)),
    held: (from, ids) => disk.run(() => inner.held(from, ids)),
    unsettled: () => disk.run(() => inner.unsettled()),
    message: (id) => disk.run(() => inner.message(id)),
    messages: (conversation, limit) => disk.run(() => inner.messages(conversation, limit)),
    summaries: () => disk.run(() => inner.summaries()),
    groupCursor: () => disk.run(() => inner.groupCursor()),
    contacts: () => disk.run(() => inner.contacts()),
    saveContact: (contact) => disk.run(() => inner.saveContact(contact)),
    notes: () => disk.run(() => inner.notes()),
    saveNote: (note) => disk.run(() => inner.saveNote(note)),
    close: () => inner.close(),
  }
}
