import { deleteDB, openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames } from 'idb'
import type { UserName } from '../../protocol/names.ts'
import type { Contact, ConversationId, ConversationNote } from '../chat/messages.ts'
import type { IdentityRecord, PrekeyRecord } from '../seal/key-store.ts'
import { guarded } from './errors.ts'
import type { PlacedRow } from './rows.ts'

/** What lies in the database of one person on one server. */
export interface ChatSchema extends DBSchema {
  messages: {
    /** The row's ordinal, given by the store. */
    key: number
    value: PlacedRow
    indexes: {
      key: string
      /** [conversation, ordinal] */
      place: [string, number]
      /** [conversation, textArrivedAt] */
      arrival: [string, number]
      unsettled: number
      /** [conversation, seq] of own messages; unique. Rows of versions 1 and 2 are not in it until they are written again. */
      own: [string, number]
    }
  }
  /** The last seq that was given before the index `own` tells it, and the key of the newest text. */
  conversations: { key: string; value: { id: string; seq: number; newestText: string | null } }
  contacts: { key: string; value: Contact }
  /** In versions 1 to 3 with the draft. */
  notes: { key: string; value: ConversationNote }
  /** On their own, so that to store one is to look at nothing: a page that is being left gets no answer any more. */
  drafts: { key: string; value: { readonly id: ConversationId; readonly draft: string } }
  /** The group cursor: its place is under `group`. Pages from before there were eras left `era` and `after` out. */
  positions: { key: string; value: number }
  identity: { key: string; value: IdentityRecord }
  prekeys: { key: number; value: PrekeyRecord }
}

/** An open database of one person. */
export type ChatDatabase = IDBPDatabase<ChatSchema>

/** Its name: one database per server and name, so that each tab may be somebody else. */
export function databaseName(of: { server: string; name: UserName }): string {
  return `vc:${of.server}:${of.name}`
}

/** Opens it, and makes it at the first time. Rejects with a `StorageError`. */
export function openChatDatabase(of: { server: string; name: UserName }): Promise<ChatDatabase> {
  return guarded(() =>
    openDB<ChatSchema>(databaseName(of), 4, {
      upgrade,
      // Another tab forgets this person or brings a newer page: give way; later verbs throw `closed`.
      blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
    }),
  )
}

/** Deletes everything that this browser holds of one person, keys included. */
export function deleteChatDatabase(of: { server: string; name: UserName }): Promise<void> {
  return guarded(() => deleteDB(databaseName(of)))
}

type Upgrade = IDBPTransaction<ChatSchema, StoreNames<ChatSchema>[], 'versionchange'>

function upgrade(database: ChatDatabase, from: number, _to: number | null, transaction: Upgrade): void {
  if (from === 0) createStores(database)
  // Version 1 also kept what was sealed; a store that the schema does not know.
  if (from === 1) (database as unknown as IDBPDatabase).deleteObjectStore('sealed')
  if (from < 3) transaction.objectStore('messages').createIndex('own', ['conversation', 'seq'], { unique: true })
  database.createObjectStore('drafts', { keyPath: 'id' })
}

function createStores(database: ChatDatabase): void {
  const messages = database.createObjectStore('messages', { keyPath: 'ordinal', autoIncrement: true })
  messages.createIndex('key', 'key', { unique: true })
  messages.createIndex('place', ['conversation', 'ordinal'])
  messages.createIndex('arrival', ['conversation', 'textArrivedAt'])
  messages.createIndex('unsettled', 'unsettled')
  database.createObjectStore('conversations', { keyPath: 'id' })
  database.createObjectStore('contacts', { keyPath: 'name' })
  database.createObjectStore('notes', { keyPath: 'id' })
  database.createObjectStore('positions')
  database.createObjectStore('identity')
  database.createObjectStore('prekeys', { keyPath: 'id' })
}
