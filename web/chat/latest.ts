import type { IdentityKey } from '../../protocol/identity-key.ts'
import type { UserName } from '../../protocol/names.ts'
import type { Loaded } from './load-stored.ts'
import type { ConversationId, Message } from './messages.ts'
import { comesAfter } from './order.ts'

/** What is known of each conversation without opening it. */
export interface Latest {
  /** Those with a text in them. */
  conversations(): Iterable<ConversationId>
  newest(id: ConversationId): Message | null
  /** How many texts of others were stored since it was last read. */
  unread(id: ConversationId): number
  /** When the last text of others arrived that is known here. */
  arrivedUpTo(id: ConversationId): number
  /** The greatest known seq of what a peer has signed with this key: who recovers a name counts from 1 again. */
  seqUpTo(peer: UserName, key: IdentityKey): number | undefined
  /**
   * Storage is going to be read; what comes back takes what it held at that wall time. It leaves out conversations of which
   * something was heard since, and is false when there were any.
   */
  loading(): (summaries: Loaded['summaries'], at: number) => boolean
  /** Takes a text that may be shown. `readAt`: what arrived later in its conversation is unread. */
  take(text: Message, readAt: number): void
  /** All of it was read. */
  read(id: ConversationId): void
}

/** Nothing is known yet. */
export function createLatest(): Latest {
  const newest = new Map<ConversationId, Message>()
  const unread = new Map<ConversationId, number>()
  const arrivedUpTo = new Map<ConversationId, number>()
  let loadedAt = 0
  let changes = 0
  /** Which change was the last of a conversation. */
  const changed = new Map<ConversationId, number>()
  /** By sender and key. */
  const seqs = new Map<string, number>()

  function hear(message: Message): void {
    if (!('arrivedAt' in message)) return
    const { conversation, arrivedAt } = message
    arrivedUpTo.set(conversation, Math.max(arrivedUpTo.get(conversation) ?? 0, arrivedAt))
    if (message.kind !== 'incoming') return
    const count = `${message.from} ${message.signedBy}`
    seqs.set(count, Math.max(seqs.get(count) ?? 0, message.seq))
  }

  return {
    conversations: () => newest.keys(),
    newest: (id) => newest.get(id) ?? null,
    unread: (id) => unread.get(id) ?? 0,
    arrivedUpTo: (id) => Math.max(loadedAt, arrivedUpTo.get(id) ?? 0),
    seqUpTo: (peer, key) => seqs.get(`${peer} ${key}`),
    loading() {
      const before = changes
      return (summaries, at) => {
        loadedAt = at
        const unchanged = summaries.filter(({ conversation }) => (changed.get(conversation) ?? 0) <= before)
        for (const summary of unchanged) {
          newest.set(summary.conversation, summary.newest)
          unread.set(summary.conversation, summary.unread)
          hear(summary.newest)
        }
        return unchanged.length === summaries.length
      }
    },
    take(text, readAt) {
      const { conversation } = text
      const last = newest.get(conversation)
      const isUnread = 'arrivedAt' in text && text.arrivedAt > readAt
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
