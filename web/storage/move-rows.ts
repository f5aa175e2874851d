import type { MessageId } from '../../protocol/ids.ts'
import { isOwn, type OwnMessage } from '../chat/messages.ts'
import type { DeliveryChange } from '../chat/ports/storage.ts'
import { moveRow, outgoingKey, type PlacedRow } from './rows.ts'
import type { Writes, WriteTransaction } from './writer.ts'

/** Moves own messages on. Returns those that were further already. */
export async function moveRows(
  transaction: WriteTransaction,
  writes: Writes,
  changes: readonly DeliveryChange[],
): Promise<readonly OwnMessage[]> {
  const rows = await ownRows(transaction, new Set(changes.map(({ id }) => id)))
  const further: OwnMessage[] = []
  for (const { id, delivery } of changes) {
    const row = rows.get(id)
    const moved = row && moveRow(row, delivery)
    if (!moved) continue
    if (moved !== row) rows.set(id, { ...moved, ordinal: row.ordinal })
    else if (isOwn(row.message)) further.push(row.message)
  }
  for (const row of rows.values()) writes.put('messages', row)
  return further
}

/**
 * Own messages by their ids. What moves on together was mostly written together, and ids begin with the time: one question
 * finds nearly all of them, each of the others is asked for.
 */
async function ownRows(transaction: WriteTransaction, ids: ReadonlySet<MessageId>): Promise<Map<MessageId, PlacedRow>> {
  const index = transaction.objectStore('messages').index('key')
  const keys = [...ids].map(outgoingKey).toSorted()
  const near = keys.length > 1 ? await index.getAll(IDBKeyRange.bound(keys[0], keys.at(-1)), 2 * keys.length) : []
  const found = new Map(near.map((row) => [row.key, row]))
  const far = await Promise.all(keys.filter((key) => !found.has(key)).map((key) => index.get(key)))
  for (const row of far) if (row) found.set(row.key, row)
  return new Map(
    keys.flatMap((key) => {
      const row = found.get(key)
      return row ? [[row.message.id, row]] : []
    }),
  )
}
