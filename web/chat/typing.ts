import type { UserName } from '../../protocol/names.ts'
import type { ConversationId } from './messages.ts'
import type { Clock } from './ports/clock.ts'

/** Shortest pause between two signs of typing to one conversation, milliseconds. */
const PAUSE = 3000

/** Passes signs of typing on, seldom enough that a fast typist floods nobody; none to oneself. */
export function createTypingSender(
  me: UserName,
  clock: Clock,
  send: (conversation: ConversationId) => void,
): (conversation: ConversationId) => void {
  const sentAt = new Map<ConversationId, number>()
  return (conversation) => {
    const now = clock.monotonic()
    if (conversation === me || now - (sentAt.get(conversation) ?? Number.NEGATIVE_INFINITY) < PAUSE) return
    sentAt.set(conversation, now)
    send(conversation)
  }
}
