import { type GroupCursor, isAhead } from '../chat/group-log.ts'
import type { Writes, WriteTransaction } from './writer.ts'

/** The object store of the cursor, in any transaction. */
interface Positions {
  get(key: 'group' | 'era' | 'after'): Promise<number | undefined>
}

/** What is stored of it, or where everybody begins. */
export async function readCursor(positions: Positions): Promise<GroupCursor> {
  const [place = 0, era = 0, after = 0] = await Promise.all([
    positions.get('group'),
    positions.get('era'),
    positions.get('after'),
  ])
  return { place, era, after }
}

/** Stores it unless what is stored is as far or further. */
export async function moveCursor(transaction: WriteTransaction, writes: Writes, cursor: GroupCursor): Promise<void> {
  if (!isAhead(cursor, await readCursor(transaction.objectStore('positions')))) return
  // All three: a place of one log must not count as one of another.
  writes.put('positions', cursor.place, 'group')
  writes.put('positions', cursor.era, 'era')
  writes.put('positions', cursor.after, 'after')
}
