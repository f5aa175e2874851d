import { deleteDB, openDB, type DBSchema, type IDBPDatabase } from 'idb'
import type { UserName } from '../../protocol/names.ts'
import type { Contact, ConversationNote } from '../chat/messages.ts'
import type { IdentityRecord, PrekeyRecord } from '../seal/key-store.ts'
import { storageError } from './errors.ts'
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
    }
  }
  /** The last seq given to an own message, and the key of the newest text. */
  conversations: { key: string; value: { id: string; seq: number; newestText: string | null } }
  contacts: { key: string; value: Contact }
  notes: { key: string; value: ConversationNote }
  /** The group cursor, under its own name. */
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
export async function openChatDatabase(of: { server: string; name: UserName }): Promise<ChatDatabase> {
  try {
    const database = await openDB<ChatSchema>(databaseName(of), 2, {
      upgrade,
      // Another tab forgets this person or brings a newer page: give way; later verbs throw `closed`.
      blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
    })
    return database
  } catch (error) {
    throw storageError(error)
  }
}

/** Deletes everything that this browser holds of one person, keys included. */
export async function deleteChatDatabase(of: { server: string; name: UserName }): Promise<void> {
  try {
    await deleteDB(databaseName(of))
  } catch (error) {
    throw storageError(error)
  }
}

function upgrade(database: ChatDatabase, from: number): void {
  if (from === 0) return createStores(database)
  // Version 1 also kept what was sealed; a store that the schema does not know.
  ;(database as unknown as IDBPDatabase).deleteObjectStore('sealed')
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
