import { isSeen } from './contacts.ts'
import type { Contact, ConversationNote } from './messages.ts'
import { orderMessages } from './order.ts'
import type { Storage, Summary } from './ports/storage.ts'

/** What a resident's storage holds when the page opens it. */
export interface Loaded {
  readonly contacts: readonly Contact[]
  readonly notes: readonly ConversationNote[]
  readonly summaries: readonly Summary[]
}

/** Reads it. Rejects when storage cannot be read. */
export async function loadStored(storage: Storage): Promise<Loaded> {
  const [contacts, notes, summaries] = await Promise.all([storage.contacts(), storage.notes(), storage.summaries()])
  const byName = new Map(contacts.map((contact) => [contact.name, contact]))
  const readAt = new Map(notes.map((note) => [note.id, note.readAt]))
  const contactOf = byName.get.bind(byName)
  const someKeyWaits = contacts.some(hasKeyThatWaits)

  /** What another key signed is neither the newest nor unread before it is accepted. */
  async function seen(summary: Summary): Promise<readonly Summary[]> {
    const { conversation } = summary
    const mayHide = conversation === 'everyone' ? someKeyWaits : hasKeyThatWaits(contactOf(conversation))
    const isNewestSeen = isSeen(summary.newest, contactOf)
    // Reading all of a conversation is slow, and nearly always there is nothing hidden to find.
    if (isNewestSeen && (summary.unread === 0 || !mayHide)) return [summary]
    const stored = await storage.messages(conversation, Number.MAX_SAFE_INTEGER)
    const texts = stored.filter((message) => message.type === 'text' && isSeen(message, contactOf))
    const newest = isNewestSeen ? summary.newest : orderMessages(conversation, texts).at(-1)
    const since = readAt.get(conversation) ?? -1
    const arrivals = texts.flatMap((message) => ('arrivedAt' in message ? message.arrivedAt : []))
    const unread = arrivals.filter((arrivedAt) => arrivedAt > since)
    const arrivedUpTo = unread.reduce((last, arrivedAt) => Math.max(last, arrivedAt), 0)
    return newest ? [{ conversation, newest, unread: unread.length, arrivedUpTo }] : []
  }

  return { contacts, notes, summaries: (await Promise.all(summaries.map(seen))).flat() }
}

/** Whether a key that nobody vouches for is waiting to be accepted. */
function hasKeyThatWaits(contact: Contact | undefined): boolean {
  return contact?.changed?.recovered === false
}
