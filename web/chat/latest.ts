import type { IdentityKey } from '../../protocol/identity-key.ts'
import type { UserName } from '../../protocol/names.ts'
import type { ConversationId, Message } from './messages.ts'
import { comesAfter } from './order.ts'
import type { Summary } from './ports/storage.ts'

/** What is known of each conversation without opening it. */
export interface Latest {
  /** Those with a text in them. */
  conversations(): Iterable<ConversationId>
  newest(id: ConversationId): Message | null
  /** How many texts of others were stored since it was last read. */
  unread(id: ConversationId): number
  /** When the last text of others arrived that is known here; what is still being stored may have arrived before now. */
  arrivedUpTo(id: ConversationId): number
  /** The greatest known seq of what a peer has signed with this key: who recovers a name counts from 1 again. */
  seqUpTo(peer: UserName, key: IdentityKey): number | undefined
  /**
   * Storage is going to be read; what comes back takes what it held. It leaves out conversations of which something was
   * heard since, and is false when there were any.
   */
  loading(): (summaries: readonly Summary[]) => boolean
  /** Takes a text that may be shown. */
  take(text: Message): void
  /** All of it was read. */
  read(id: ConversationId): void
}

/** Nothing is known yet. `readAt`: what arrived later in that conversation is unread. */
export function createLatest(readAt: (id: ConversationId) => number): Latest {
  const newest = new Map<ConversationId, Message>()
  const unread = new Map<ConversationId, number>()
  const arrivedUpTo = new Map<ConversationId, number>()
  /** Until when what arrived is in the count that was read from storage, be it told before or after. */
  const countedUpTo = new Map<ConversationId, number>()
  let changes = 0
  /** Which change was the last of a conversation. */
  const changed = new Map<ConversationId, number>()
  /** By sender and key. */
  const seqs = new Map<string, number>()

  function arrived(id: ConversationId, at: number): void {
    arrivedUpTo.set(id, Math.max(arrivedUpTo.get(id) ?? 0, at))
  }

  function hear(message: Message): void {
    if ('arrivedAt' in message) arrived(message.conversation, message.arrivedAt)
    if (message.kind !== 'incoming') return
    const count = `${message.from} ${message.signedBy}`
    seqs.set(count, Math.max(seqs.get(count) ?? 0, message.seq))
  }

  return {
    conversations: () => newest.keys(),
    newest: (id) => newest.get(id) ?? null,
    unread: (id) => unread.get(id) ?? 0,
    arrivedUpTo: (id) => arrivedUpTo.get(id) ?? 0,
    seqUpTo: (peer, key) => seqs.get(`${peer} ${key}`),
    loading() {
      const before = changes
      return (summaries) => {
        const unchanged = summaries.filter(({ conversation }) => (changed.get(conversation) ?? 0) <= before)
        for (const { conversation, arrivedUpTo: at } of summaries) arrived(conversation, at)
        for (const summary of unchanged) {
          const { conversation } = summary
          newest.set(conversation, summary.newest)
          // That it was read may be known here before it is stored.
          unread.set(conversation, summary.arrivedUpTo > readAt(conversation) ? summary.unread : 0)
          countedUpTo.set(conversation, summary.arrivedUpTo)
          hear(summary.newest)
        }
        return unchanged.length === summaries.length
      }
    },
    take(text) {
      const { conversation } = text
      const last = newest.get(conversation)
      const known = Math.max(readAt(conversation), countedUpTo.get(conversation) ?? 0)
      const isUnread = 'arrivedAt' in text && text.arrivedAt > known
      const isNewest = !last || isSame(last, text) || comesAfter(text, last)
      if (isNewest) newest.set(conversation, text)
      if (isUnread) unread.set(conversation, (unread.get(conversation) ?? 0) + 1)
      if (isNewest || isUnread) changed.set(conversation, ++changes)
      hear(text)
    },
    read(id) {
      unread.set(id, 0)
      changed.set(id, ++changes)
    },
  }
}

function isSame(a: Message, b: Message): boolean {
  return a.id === b.id && a.from === b.from
}
