import type { UserName } from '../../protocol/names.ts'
import type { ConversationId } from './messages.ts'
import type { Clock } from './ports/clock.ts'

/** How long a sign of typing is shown, milliseconds. */
const TYPING = 5000

/** Who is seen to type in each conversation. */
export interface Typists {
  of(conversation: ConversationId): readonly UserName[]
  typed(conversation: ConversationId, from: UserName): void
  stopped(conversation: ConversationId, from: UserName): void
  close(): void
}

/** `expired`: a sign of typing is too old to be shown any longer. */
export function createTypists(clock: Clock, expired: () => void): Typists {
  const typing = new Map<ConversationId, Map<UserName, () => void>>()

  function stopped(conversation: ConversationId, from: UserName): void {
    typing.get(conversation)?.get(from)?.()
    typing.get(conversation)?.delete(from)
  }

  return {
    of: (conversation) => [...(typing.get(conversation)?.keys() ?? [])],
    typed(conversation, from) {
      stopped(conversation, from)
      const typists = typing.get(conversation) ?? new Map<UserName, () => void>()
      typing.set(conversation, typists)
      const over = () => {
        stopped(conversation, from)
        expired()
      }
      typists.set(from, clock.after(TYPING, over))
    },
    stopped,
    close() {
      for (const typists of typing.values()) for (const cancel of typists.values()) cancel()
    },
  }
}
