import type { Contact, ConversationNote } from './messages.ts'
import type { Storage } from './ports/storage.ts'

/** What a resident's storage holds when the page opens it. */
export interface Loaded {
  readonly contacts: readonly Contact[]
  readonly notes: readonly ConversationNote[]
  readonly summaries: Awaited<ReturnType<Storage['summaries']>>
}

/** Reads it. Rejects when storage cannot be read. */
export async function loadStored(storage: Storage): Promise<Loaded> {
  const [contacts, notes, summaries] = await Promise.all([storage.contacts(), storage.notes(), storage.summaries()])
  return { contacts, notes, summaries }
}
