import type { MessageId } from '../../protocol/ids.ts'
import type { UserName } from '../../protocol/names.ts'
import {
  isOwn,
  type Contact,
  type ConversationId,
  type ConversationNote,
  type Message,
  type OwnMessage,
} from '../chat/messages.ts'
import { type GroupCursor, isAhead } from '../chat/group-log.ts'
import { changeNote } from '../chat/note-change.ts'
import { StorageError, type DeliveryChange, type Storage, type StorageProblem } from '../chat/ports/storage.ts'
import {
  arrivedAnew,
  incomingKey,
  messageToRow,
  moveRow,
  numbered,
  outgoingKey,
  type PlacedRow,
  type Row,
} from './rows.ts'

/** What several "tabs" of one person share. Opaque except for `problem`. */
export interface MemoryDatabase {
  /** While set, every verb that writes throws it: a full disk, a browser that forbids storage. */
  problem: StorageProblem | null
  readonly rows: Map<string, PlacedRow>
  /** Keys in order of arrival. */
  readonly conversations: Map<ConversationId, string[]>
  readonly unsettled: Set<string>
  readonly seqs: Map<ConversationId, number>
  readonly contacts: Map<UserName, Contact>
  readonly notes: Map<ConversationId, ConversationNote>
  groupCursor: GroupCursor
}

/** An empty database. */
export function createMemoryDatabase(): MemoryDatabase {
  return {
    problem: null,
    rows: new Map(),
    conversations: new Map(),
    unsettled: new Set(),
    seqs: new Map(),
    contacts: new Map(),
    notes: new Map(),
    groupCursor: { place: 0, era: 0, after: 0 },
  }
}

/** One tab's view of a database. Every verb happens at once, before its promise resolves; nothing waits on a timer. */
export function openMemoryStorage(database: MemoryDatabase): Storage {
  let closed = false

  const read = async <T>(verb: () => T): Promise<T> => {
    if (closed) throw new StorageError('closed')
    return verb()
  }
  const write = <T>(verb: () => T): Promise<T> =>
    read(() => {
      if (database.problem) throw new StorageError(database.problem)
      return verb()
    })

  return {
    compose: (messages) =>
      write(() => {
        if (hasRepetition(messages, database)) throw new StorageError('corrupted')
        return messages.map((composed) => {
          const seq = (database.seqs.get(composed.conversation) ?? 0) + 1
          database.seqs.set(composed.conversation, seq)
          const message = numbered(composed, seq)
          addRow(database, messageToRow(message))
          return message
        })
      }),
    saveDeliveries: (changes) => write(() => moveRows(database, changes)),
    receive: (messages) => write(() => messages.filter((message) => addRow(database, messageToRow(message)))),
    receivePosts: ({ posts, confirmed, cursor }) =>
      write(() => {
        moveRows(database, confirmed)
        if (isAhead(cursor, database.groupCursor)) database.groupCursor = cursor
        return posts.filter((post) => addRow(database, messageToRow(post)))
      }),
    arriveAnew: (hidden) =>
      write(() =>
        (database.conversations.get(hidden.conversation) ?? []).flatMap((key) => {
          const row = database.rows.get(key)
          const arrived = row && arrivedAnew(row, hidden)
          if (arrived) putRow(database, arrived.row)
          return arrived?.message ?? []
        }),
      ),
    held: (from, ids) =>
      read(() =>
        ids.flatMap((id) => {
          const message = database.rows.get(incomingKey(from, id))?.message
          return message?.kind === 'incoming' ? message : []
        }),
      ),
    unsettled: () => read(() => unsettled(database)),
    message: (id) => read(() => firstOfId(database, id)),
    messages: (conversation, limit) =>
      read(() => {
        const keys = database.conversations.get(conversation) ?? []
        return keys.slice(Math.max(0, keys.length - limit)).flatMap((key) => database.rows.get(key)?.message ?? [])
      }),
    summaries: () => read(() => [...database.conversations].flatMap(([id, keys]) => summary(database, id, keys))),
    groupCursor: () => read(() => database.groupCursor),
    contacts: () => read(() => [...database.contacts.values()]),
    changeContact: (name, decide) =>
      write(() => {
        const stored = database.contacts.get(name)
        const contact = decide(stored)
        if (contact) database.contacts.set(name, contact)
        return contact ?? stored
      }),
    notes: () => read(() => [...database.notes.values()]),
    saveNote: (change) =>
      write(() => void database.notes.set(change.id, changeNote(database.notes.get(change.id), change))),
    close() {
      closed = true
    },
  }
}

function hasRepetition(messages: readonly { id: MessageId }[], database: MemoryDatabase): boolean {
  const ids = new Set(messages.map((message) => message.id))
  return ids.size < messages.length || [...ids].some((id) => database.rows.has(outgoingKey(id)))
}

/** False when it is there already. */
function addRow(database: MemoryDatabase, row: Row): boolean {
  if (database.rows.has(row.key)) return false
  const { conversation } = row.message
  const keys = database.conversations.get(conversation)
  if (keys) keys.push(row.key)
  else database.conversations.set(conversation, [row.key])
  putRow(database, { ...row, ordinal: database.rows.size })
  return true
}

function putRow(database: MemoryDatabase, row: PlacedRow): void {
  database.rows.set(row.key, row)
  if (row.unsettled) database.unsettled.add(row.key)
  else database.unsettled.delete(row.key)
}

/** Returns those that were further already. */
function moveRows(database: MemoryDatabase, changes: readonly DeliveryChange[]): readonly OwnMessage[] {
  return changes.flatMap(({ id, delivery }) => {
    const row = database.rows.get(outgoingKey(id))
    if (!row) return []
    const moved = moveRow(row, delivery)
    if (moved === row) return isOwn(row.message) ? row.message : []
    putRow(database, { ...moved, ordinal: row.ordinal })
    return []
  })
}

function unsettled(database: MemoryDatabase): readonly OwnMessage[] {
  return [...database.unsettled]
    .flatMap((key) => database.rows.get(key) ?? [])
    .sort((a, b) => a.ordinal - b.ordinal)
    .map((row) => row.message)
    .filter(isOwn)
}

function firstOfId(database: MemoryDatabase, id: MessageId): Message | undefined {
  const own = database.rows.get(outgoingKey(id))
  if (own) return own.message
  const start = outgoingKey(id)
  for (const [key, row] of database.rows) if (key.startsWith(start)) return row.message
  return undefined
}

function summary(database: MemoryDatabase, conversation: ConversationId, keys: readonly string[]) {
  const rows = keys.flatMap((key) => database.rows.get(key) ?? [])
  const newest = rows.findLast((row) => row.message.type === 'text')?.message
  if (!newest) return []
  const readAt = database.notes.get(conversation)?.readAt ?? -1
  const unread = rows.flatMap(({ textArrivedAt = -1 }) => (textArrivedAt > readAt ? [textArrivedAt] : []))
  const arrivedUpTo = unread.reduce((last, arrivedAt) => Math.max(last, arrivedAt), 0)
  return [{ conversation, newest, unread: unread.length, arrivedUpTo }]
}
