import type { UserName } from '../../protocol/names.ts'
import type { MailCaps } from './store.ts'
import type { WaitingRow } from './tables.ts'

interface Box {
  /** Ascending: a letter that comes gets the greatest position of all. */
  readonly positions: number[]
  bytes: number
  readonly bySender: Map<UserName, number>
}

/**
 * Which letters wait in whose mailbox. In memory, because an index by recipient on the disk is written in another place
 * for each letter; and so the caps cost no query.
 */
export interface Waiting {
  letters(recipient: UserName): number
  /** Whether another letter of `length` bytes fits. */
  allows(recipient: UserName, sender: UserName, length: number, caps: MailCaps): boolean
  /** Positions of a mailbox behind one, oldest first. */
  behind(recipient: UserName, after: number, most: number): readonly number[]
  /** A letter behind all others. */
  add(row: WaitingRow): void
  remove(row: WaitingRow): void
}

function fits(used: number, cap: number): boolean {
  return cap === 0 || used <= cap
}

/** The place of the first position behind `after`. */
function placeBehind(positions: readonly number[], after: number): number {
  let [low, high] = [0, positions.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((positions[middle] ?? 0) <= after) low = middle + 1
    else high = middle
  }
  return low
}

/** Starts from what waits already, oldest first. */
export function createWaiting(rows: Iterable<WaitingRow>): Waiting {
  const boxes = new Map<UserName, Box>()
  const count = (box: Box, { sender, length }: WaitingRow, letters: 1 | -1) => {
    box.bytes += letters * length
    const left = (box.bySender.get(sender) ?? 0) + letters
    if (left > 0) box.bySender.set(sender, left)
    else box.bySender.delete(sender)
  }
  const add = (row: WaitingRow) => {
    let box = boxes.get(row.recipient)
    if (!box) boxes.set(row.recipient, (box = { positions: [], bytes: 0, bySender: new Map() }))
    box.positions.push(row.position)
    count(box, row, 1)
  }
  for (const row of rows) add(row)

  return {
    letters: (recipient) => boxes.get(recipient)?.positions.length ?? 0,
    allows(recipient, sender, length, caps) {
      const box = boxes.get(recipient)
      return (
        fits((box?.bySender.get(sender) ?? 0) + 1, caps.perSender) &&
        fits((box?.positions.length ?? 0) + 1, caps.perBox) &&
        fits((box?.bytes ?? 0) + length, caps.boxBytes)
      )
    },
    behind(recipient, after, most) {
      const positions = boxes.get(recipient)?.positions ?? []
      const from = placeBehind(positions, after)
      return positions.slice(from, from + most)
    },
    add,
    remove(row) {
      const box = boxes.get(row.recipient)
      if (!box) return
      const place = placeBehind(box.positions, row.position - 1)
      if (box.positions[place] !== row.position) return
      box.positions.splice(place, 1)
      count(box, row, -1)
      if (box.positions.length === 0) boxes.delete(row.recipient)
    },
  }
}
