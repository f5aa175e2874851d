import type { UserName } from '../../protocol/names.ts'
import type { Contacts } from './contacts.ts'
import type { ConversationId } from './messages.ts'
import type { Clock } from './ports/clock.ts'

/** Shortest pause between two signs of typing to one conversation, milliseconds. */
const PAUSE = 3000
/** Of the signs of one person, those that come sooner than this after another are left out, milliseconds. */
const SOONEST = 1000

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

/**
 * Hears signs of typing: each is told to all tabs and drawn, so that a peer who sends nothing else, fifty thousand in one
 * chunk, would keep the page from everything else. One that is left out would change nothing of what is shown.
 */
export function createTypingHearer(of: {
  readonly clock: Clock
  heard(from: UserName, conversation: ConversationId): void
}): (from: UserName, conversation: ConversationId) => void {
  const heardAt = new Map<string, number>()
  return (from, conversation) => {
    const who = `${from} ${conversation}`
    const now = of.clock.monotonic()
    if (now - (heardAt.get(who) ?? Number.NEGATIVE_INFINITY) < SOONEST) return
    heardAt.set(who, now)
    of.heard(from, conversation)
  }
}
