import type { ConversationId, IncomingMessage, IncomingPost } from '../chat/messages.ts'
import { StorageError, type Composed, type DeliveryChange, type Storage } from '../chat/ports/storage.ts'
import type { ChatDatabase, ChatSchema } from './database.ts'
import { storageError } from './errors.ts'
import { gathered } from './gathered.ts'
import {
  incomingKey,
  isOutgoing,
  messageToRow,
  moveRow,
  numbered,
  outgoingKey,
  type PlacedRow,
  type Row,
} from './rows.ts'
import { createWriter, type Later, type Writer, type WriteTransaction } from './writer.ts'

/** A cursor advances by an unsigned long; more is a `TypeError`. */
const LONGEST_STEP = 2 ** 32 - 1

/** The storage of one person over an open database, which it owns from now on. */
export function createIndexedDbStorage(database: ChatDatabase): Storage {
  const writer = createWriter(database)
  let closed = false
  // Fires when the browser takes the storage away, not after `close()`.
  database.addEventListener('close', () => (closed = true), { once: true })
  database.addEventListener('versionchange', () => (closed = true), { once: true })

  const guarded = async <T>(verb: () => Promise<T>): Promise<T> => {
    if (closed) throw new StorageError('closed')
    try {
      return await verb()
    } catch (error) {
      throw closed ? new StorageError('closed', { cause: error }) : storageError(error)
    }
  }
  const write: Writer['write'] = (durability, job) => guarded(() => writer.write(durability, job))

  // Who pastes twenty lines composes twenty messages while the first is being written: they become one job.
  const compose = gathered((messages: readonly Composed[]) =>
    write('strict', async (transaction, later) => {
      const conversations = await conversationsOf(transaction, messages)
      const composed = messages.map((message) => {
        const conversation = conversations.get(message.conversation)
        return numbered(message, conversation ? ++conversation.seq : 1)
      })
      addRows(transaction, later, composed.map(messageToRow), conversations)
      return composed
    }),
  )

  return {
    compose,
    saveDeliveries: (changes) => write('relaxed', (transaction, later) => moveRows(transaction, later, changes)),
    receive: (messages) => write('strict', (transaction, later) => addNew(transaction, later, messages)),
    receivePosts: ({ posts, confirmed, cursor }) =>
      write('strict', async (transaction, later) => {
        later(transaction.objectStore('positions').put(cursor, 'group'))
        const [added] = await Promise.all([addNew(transaction, later, posts), moveRows(transaction, later, confirmed)])
        return added
      }),
    held: (from, ids) =>
      guarded(async () => {
        const index = database.transaction('messages').store.index('key')
        const rows = await Promise.all(ids.map((id) => index.get(incomingKey(from, id))))
        return rows.flatMap((row) => (row?.message.kind === 'incoming' ? row.message : []))
      }),
    unsettled: () =>
      guarded(async () =>
        (await database.getAllFromIndex('messages', 'unsettled')).map((row) => row.message).filter(isOutgoing),
      ),
    message: (id) =>
      guarded(async () => {
        // `0` is the character after `/`: all keys of this id, the own message first.
        const range = IDBKeyRange.bound(outgoingKey(id), `${id}0`, false, true)
        return (await database.getFromIndex('messages', 'key', range))?.message
      }),
    messages: (conversation, limit) =>
      guarded(async () => {
        if (limit < 1) return []
        const index = database.transaction('messages').store.index('place')
        const all = IDBKeyRange.bound([conversation], [conversation, []])
        const newest = await index.openKeyCursor(all, 'prev')
        const oldest = limit > 1 ? await newest?.advance(Math.min(limit - 1, LONGEST_STEP)) : newest
        const range = oldest ? IDBKeyRange.bound(oldest.key, [conversation, []]) : all
        return (await index.getAll(range)).map((row) => row.message)
      }),
    summaries: () => guarded(() => summaries(database)),
    groupCursor: () => guarded(async () => (await database.get('positions', 'group')) ?? 0),
    contacts: () => guarded(() => database.getAll('contacts')),
    saveContact: (contact) =>
      write('strict', (transaction, later) => later(transaction.objectStore('contacts').put(contact))),
    notes: () => guarded(() => database.getAll('notes')),
    saveNote: (note) => write('relaxed', (transaction, later) => later(transaction.objectStore('notes').put(note))),
    close() {
      closed = true
      database.close()
    },
  }
}

type Conversations = ReadonlyMap<string, ChatSchema['conversations']['value']>

/** The rows of the conversations that these messages belong to, to be changed and given to `addRows`. */
async function conversationsOf(
  transaction: WriteTransaction,
  messages: readonly { readonly conversation: ConversationId }[],
): Promise<Conversations> {
  const store = transaction.objectStore('conversations')
  const ids = [...new Set(messages.map((message) => message.conversation))]
  const rows = await Promise.all(ids.map(async (id) => (await store.get(id)) ?? { id, seq: 0, newestText: null }))
  return new Map(rows.map((row) => [row.id, row]))
}

/** Adds rows that are not there, and writes their conversations. */
function addRows(
  transaction: WriteTransaction,
  later: Later,
  rows: readonly Row[],
  conversations: Conversations,
): void {
  const messages = transaction.objectStore('messages')
  const touched = new Set(rows.map((row) => conversations.get(row.conversation)))
  for (const row of rows) {
    const conversation = conversations.get(row.conversation)
    if (conversation && row.message.type === 'text') conversation.newestText = row.key
    // The store puts the ordinal in; its type cannot say so.
    later(messages.add(row as PlacedRow))
  }
  for (const row of touched) if (row) later(transaction.objectStore('conversations').put(row))
}

/** All it has to know is asked at once: each round trip costs more than a row. */
async function addNew<T extends IncomingMessage | IncomingPost>(
  transaction: WriteTransaction,
  later: Later,
  messages: readonly T[],
): Promise<readonly T[]> {
  const index = transaction.objectStore('messages').index('key')
  const byKey = new Map<string, T>()
  for (const message of messages) {
    const key = incomingKey(message.from, message.id)
    if (!byKey.has(key)) byKey.set(key, message)
  }
  const [conversations, ...held] = await Promise.all([
    conversationsOf(transaction, messages),
    ...[...byKey.keys()].map((key) => index.getKey(key)),
  ])
  const added = [...byKey.values()].filter((_message, place) => held[place] === undefined)
  addRows(transaction, later, added.map(messageToRow), conversations)
  return added
}

async function moveRows(
  transaction: WriteTransaction,
  later: Later,
  changes: readonly DeliveryChange[],
): Promise<void> {
  const messages = transaction.objectStore('messages')
  const ids = [...new Set(changes.map((change) => change.id))]
  const found = await Promise.all(ids.map((id) => messages.index('key').get(outgoingKey(id))))
  const rows = new Map(found.flatMap((row) => (row ? [[row.message.id, row]] : [])))
  for (const { id, delivery } of changes) {
    const row = rows.get(id)
    if (row) rows.set(id, { ...moveRow(row, delivery), ordinal: row.ordinal })
  }
  for (const row of rows.values()) later(messages.put(row))
}

async function summaries(database: ChatDatabase) {
  const transaction = database.transaction(['conversations', 'messages', 'notes'])
  const messages = transaction.objectStore('messages')
  const [conversations, notes] = await Promise.all([
    transaction.objectStore('conversations').getAll(),
    transaction.objectStore('notes').getAll(),
  ])
  const readAt = new Map<string, number>(notes.map((note) => [note.id, note.readAt]))
  const found = await Promise.all(
    conversations.map(async ({ id, newestText }) => {
      if (newestText === null) return []
      const unreadRange = IDBKeyRange.bound([id, readAt.get(id) ?? -1], [id, []], true)
      const [newest, unread] = await Promise.all([
        messages.index('key').get(newestText),
        messages.index('arrival').count(unreadRange),
      ])
      return newest ? [{ conversation: newest.message.conversation, newest: newest.message, unread }] : []
    }),
  )
  return found.flat()
}
