import { isOwn, type IncomingMessage, type IncomingPost } from '../chat/messages.ts'
import { changeNote } from '../chat/note-change.ts'
import type { Composed, Storage } from '../chat/ports/storage.ts'
import { createConversations, isTaken, type Conversation } from './conversations.ts'
import { moveCursor, readCursor } from './cursor-rows.ts'
import type { ChatDatabase } from './database.ts'
import { gathered } from './gathered.ts'
import { moveRows } from './move-rows.ts'
import { createOpenGuard } from './open-guard.ts'
import { arrivedAnew, incomingKey, messageToRow, numbered, outgoingKey, type PlacedRow, type Row } from './rows.ts'
import { createWriter, type Writer, type Writes, type WriteTransaction } from './writer.ts'

/** A cursor advances by an unsigned long; more is a `TypeError`. */
const LONGEST_STEP = 2 ** 32 - 1

/** The storage of one person over an open database, which it owns from now on. */
export function createIndexedDbStorage(database: ChatDatabase): Storage {
  const writer = createWriter(database)
  const conversations = createConversations()
  const { guarded, close } = createOpenGuard(database)
  const write: Writer['write'] = (durability, job) => guarded(() => writer.write(durability, job))

  /** With what is remembered; once more with what is there (`fresh`) when another tab has overtaken that. */
  const orFresh = async <T>(store: (fresh: boolean) => Promise<T>): Promise<T> => {
    try {
      return await store(false)
    } catch (error) {
      if (isTaken(error)) return store(true)
      throw error
    }
  }

  const addComposed = (messages: readonly Composed[], fresh: boolean) =>
    write('strict', async (transaction, writes) => {
      const known = await conversations.of(transaction, messages, fresh)
      const last = new Map([...known].map(([id, conversation]) => [id, conversation.last]))
      const composed = messages.map((message) => {
        const seq = (last.get(message.conversation) ?? 0) + 1
        last.set(message.conversation, seq)
        return numbered(message, seq)
      })
      addRows(writes, composed.map(messageToRow), known)
      return composed
    })
  // Who pastes twenty lines composes twenty messages while the first is being written: they become one job.
  const compose = gathered(async (messages: readonly Composed[]) => {
    const composed = await orFresh((fresh) => addComposed(messages, fresh))
    conversations.gave(composed)
    return composed
  })

  /** Adds those that are not there. What comes for the first time, as nearly everything does, asks nothing before. */
  const addNew = async <T extends IncomingMessage | IncomingPost>(
    transaction: WriteTransaction,
    writes: Writes,
    { messages, fresh }: { messages: readonly T[]; fresh: boolean },
  ): Promise<readonly T[]> => {
    const index = transaction.objectStore('messages').index('key')
    const byKey = new Map<string, T>()
    for (const message of messages) {
      const key = incomingKey(message.from, message.id)
      if (!byKey.has(key)) byKey.set(key, message)
    }
    const isAsking = fresh || !conversations.has(messages)
    const [known, ...held] = await Promise.all([
      // Never the last seq anew: it might be that of an own message in this transaction, which may yet be undone.
      conversations.of(transaction, messages, false),
      ...(isAsking ? [...byKey.keys()].map((key) => index.getKey(key)) : []),
    ])
    const added = [...byKey.values()].filter((_message, place) => held[place] === undefined)
    addRows(writes, added.map(messageToRow), known)
    return added
  }

  return {
    compose,
    saveDeliveries: (changes) => write('relaxed', (transaction, writes) => moveRows(transaction, writes, changes)),
    receive: (messages) =>
      orFresh((fresh) => write('strict', (transaction, writes) => addNew(transaction, writes, { messages, fresh }))),
    receivePosts: ({ posts, confirmed, cursor }) =>
      orFresh((fresh) =>
        write('strict', async (transaction, writes) => {
          const adding = addNew(transaction, writes, { messages: posts, fresh })
          const moving = [moveCursor(transaction, writes, cursor), moveRows(transaction, writes, confirmed)]
          const [added] = await Promise.all([adding, ...moving])
          return added
        }),
      ),
    arriveAnew: (hidden) =>
      write('relaxed', async (transaction, writes) => {
        const index = transaction.objectStore('messages').index('place')
        const all = IDBKeyRange.bound([hidden.conversation], [hidden.conversation, []])
        const arrived = (await index.getAll(all)).flatMap((row) => arrivedAnew(row, hidden) ?? [])
        for (const { row } of arrived) writes.put('messages', row)
        return arrived.map(({ message }) => message)
      }),
    held: (from, ids) =>
      guarded(async () => {
        const index = database.transaction('messages').store.index('key')
        const rows = await Promise.all(ids.map((id) => index.get(incomingKey(from, id))))
        return rows.flatMap((row) => (row?.message.kind === 'incoming' ? row.message : []))
      }),
    unsettled: () =>
      guarded(async () =>
        (await database.getAllFromIndex('messages', 'unsettled')).map((row) => row.message).filter(isOwn),
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
    groupCursor: () => guarded(() => readCursor(database.transaction('positions').store)),
    contacts: () => guarded(() => database.getAll('contacts')),
    changeContact: (name, decide) =>
      write('strict', async (transaction, writes) => {
        const stored = await transaction.objectStore('contacts').get(name)
        const contact = decide(stored)
        if (contact) writes.put('contacts', contact)
        return contact ?? stored
      }),
    notes: () =>
      guarded(async () => {
        const notes = new Map((await database.getAll('notes')).map((note) => [note.id, note]))
        for (const draft of await database.getAll('drafts')) {
          notes.set(draft.id, changeNote(notes.get(draft.id), draft))
        }
        return [...notes.values()]
      }),
    saveNote: ({ draft, ...change }) =>
      write('relaxed', async (transaction, writes) => {
        if (draft !== undefined) writes.put('drafts', { id: change.id, draft })
        if (Object.keys(change).length === 1) return
        writes.put('notes', changeNote(await transaction.objectStore('notes').get(change.id), change))
      }),
    close() {
      close()
      database.close()
    },
  }
}

/** Adds rows that are not there, and notes the newest text of their conversations. */
function addRows(writes: Writes, rows: readonly Row[], known: ReadonlyMap<string, Conversation>): void {
  const newestTexts = new Map<string, string>()
  for (const row of rows) {
    if (row.message.type === 'text') newestTexts.set(row.conversation, row.key)
    // The store puts the ordinal in; its type cannot say so.
    writes.add('messages', row as PlacedRow)
  }
  for (const [id, newestText] of newestTexts) {
    const seq = known.get(id)?.before ?? 0
    writes.put('conversations', { id, seq, newestText })
  }
}

async function summaries(database: ChatDatabase) {
  const transaction = database.transaction(['conversations', 'messages', 'notes'])
  const messages = transaction.objectStore('messages')
  const arrivals = messages.index('arrival')
  const [conversations, notes] = await Promise.all([
    transaction.objectStore('conversations').getAll(),
    transaction.objectStore('notes').getAll(),
  ])
  const readAt = new Map<string, number>(notes.map((note) => [note.id, note.readAt]))
  const found = await Promise.all(
    conversations.map(async ({ id, newestText }) => {
      if (newestText === null) return []
      const unreadRange = IDBKeyRange.bound([id, readAt.get(id) ?? -1], [id, []], true)
      const [newest, unread] = await Promise.all([messages.index('key').get(newestText), arrivals.count(unreadRange)])
      if (!newest) return []
      const last = unread > 0 ? await arrivals.openKeyCursor(unreadRange, 'prev') : null
      const { message } = newest
      return [{ conversation: message.conversation, newest: message, unread, arrivedUpTo: last?.key[1] ?? 0 }]
    }),
  )
  return found.flat()
}
