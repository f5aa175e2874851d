import type { ConversationId } from '../chat/messages.ts'
import { StorageError } from '../chat/ports/storage.ts'
import type { WriteTransaction } from './writer.ts'

/** What has to be known of a conversation before a message is added to it. */
export interface Conversation {
  /** The last seq that was given before rows had an index of it. */
  readonly before: number
  /** The last seq given to an own message. */
  readonly last: number
}

interface InConversation {
  readonly conversation: ConversationId
}

/**
 * Remembers conversations, so that storing a message does not begin with a question: each round trip costs as much as the
 * write. Another tab may have added messages meanwhile; then an index that is unique refuses the row, the transaction is
 * undone and begins again with what is there.
 */
export interface Conversations {
  has(messages: readonly InConversation[]): boolean
  /** Of these messages; reads what is not remembered, or all of them with `fresh`. */
  of(
    transaction: WriteTransaction,
    messages: readonly InConversation[],
    fresh: boolean,
  ): Promise<ReadonlyMap<string, Conversation>>
  /** Own messages were stored. */
  gave(messages: readonly (InConversation & { readonly seq: number })[]): void
}

/** Whether a row was refused because there is one like it. */
export function isTaken(error: unknown): boolean {
  return error instanceof StorageError && error.cause instanceof Error && error.cause.name === 'ConstraintError'
}

/** Nothing is remembered yet. */
export function createConversations(): Conversations {
  const known = new Map<ConversationId, Conversation>()

  async function read(transaction: WriteTransaction, id: ConversationId): Promise<Conversation> {
    const own = transaction.objectStore('messages').index('own')
    const [row, newest] = await Promise.all([
      transaction.objectStore('conversations').get(id),
      own.openKeyCursor(IDBKeyRange.bound([id], [id, []]), 'prev'),
    ])
    const before = row?.seq ?? 0
    return { before, last: Math.max(before, newest?.key[1] ?? 0) }
  }

  return {
    has: (messages) => messages.every(({ conversation }) => known.has(conversation)),
    async of(transaction, messages, fresh) {
      const ids = [...new Set(messages.map(({ conversation }) => conversation))]
      const found = ids.map(async (id) => {
        const remembered = fresh ? undefined : known.get(id)
        const conversation = remembered ?? (await read(transaction, id))
        if (!remembered) known.set(id, conversation)
        return [id, conversation] as const
      })
      return new Map(await Promise.all(found))
    },
    gave(messages) {
      for (const { conversation, seq } of messages) {
        const before = known.get(conversation)?.before
        if (before !== undefined) known.set(conversation, { before, last: seq })
      }
    },
  }
}
