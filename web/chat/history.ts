import type { ConversationId, Message } from './messages.ts'
import { orderMessages } from './order.ts'
import { type Storage, StorageError } from './ports/storage.ts'

/** One conversation, in the order in which it is shown. */
export interface ConversationHistory {
  readonly conversation: ConversationId
  readonly messages: readonly Message[]
}

/** Everything of these conversations that may be seen. Where storage can no longer be read, what is on the screen is all there is. */
export function readHistory(
  ids: readonly ConversationId[],
  from: {
    readonly storage: Storage
    isShown(message: Message): boolean
    shown(id: ConversationId): readonly Message[]
  },
): Promise<ConversationHistory[]> {
  return Promise.all(
    ids.map(async (conversation) => {
      const stored = await from.storage.messages(conversation, Number.MAX_SAFE_INTEGER).catch((error: unknown) => {
        if (!(error instanceof StorageError)) throw error
        return from.shown(conversation)
      })
      const seen = stored.filter((message) => message.type === 'text' && from.isShown(message))
      return { conversation, messages: orderMessages(conversation, seen) }
    }),
  )
}
