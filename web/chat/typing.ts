import type { UserName } from '../../protocol/names.ts'
import type { Contacts } from './contacts.ts'
import type { ConversationId } from './messages.ts'
import type { Clock } from './ports/clock.ts'

/** Shortest pause between two signs of typing to one conversation, milliseconds. */
const PAUSE = 3000

/** Passes signs of typing on, seldom enough that a fast typist floods nobody; none to oneself or to whom one has blocked. */
export function createTypingSender(of: {
  readonly me: UserName
  readonly clock: Clock
  readonly contacts: Contacts
  send(conversation: ConversationId): void
}): (conversation: ConversationId) => void {
  const { me, clock, contacts } = of
  const sentAt = new Map<ConversationId, number>()
  return (conversation) => {
    if (conversation !== 'everyone') {
      if (conversation === me || contacts.get(conversation)?.blocked) return
      contacts.prepare(conversation)
    }
    const now = clock.monotonic()
    if (now - (sentAt.get(conversation) ?? Number.NEGATIVE_INFINITY) < PAUSE) return
    sentAt.set(conversation, now)
    of.send(conversation)
  }
}
