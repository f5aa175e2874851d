import type { UserName } from '../../protocol/names.ts'
import type { MailCaps } from './store.ts'
import type { WaitingRow } from './tables.ts'

interface Box {
  /** Ascending from `first` on: a letter that comes gets the greatest position of all. */
  readonly positions: number[]
  /** Of the letter at each; the names are those of the accounts, so that each costs a pointer. */
  readonly lengths: number[]
  readonly senders: UserName[]
  /** Those before were removed: a mailbox empties from its front, and each removal would move all behind. */
  first: number
  bytes: number
  readonly bySender: Map<UserName, { letters: number; bytes: number }>
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
  /** The first of those: one at least, and more while they fit into so many `bytes`; whether there are others. */
  page(
    recipient: UserName,
    after: number,
    most: { readonly letters: number; readonly bytes: number },
  ): { readonly positions: readonly number[]; readonly lengths: readonly number[]; readonly more: boolean }
  /** A letter behind all others. */
  add(row: WaitingRow): void
  /** Whether a letter of that mailbox waits there. */
  has(recipient: UserName, position: number): boolean
  remove(recipient: UserName, position: number): void
}

function fits(used: number, cap: number): boolean {
  return cap === 0 || used <= cap
}

/** One sender may fill the same share of a mailbox's size as of its letters, or large ones would keep all others out. */
function senderBytes({ perSender, perBox, boxBytes }: MailCaps): number {
  return perBox > 0 ? Math.ceil((boxBytes * perSender) / perBox) : 0
}

/** Removed positions at the front that are kept at most, unless more are left behind them. */
const SLACK = 512

/** The place of the first position behind `after`. */
function placeBehind({ positions, first }: Box, after: number): number {
  let [low, high] = [first, positions.length]
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
  const count = (box: Box, sender: UserName, length: number, letters: 1 | -1) => {
    box.bytes += letters * length
    const share = box.bySender.get(sender) ?? { letters: 0, bytes: 0 }
    share.letters += letters
    share.bytes += letters * length
    if (share.letters > 0) box.bySender.set(sender, share)
    else box.bySender.delete(sender)
  }
  const add = ({ position, recipient, sender, length }: WaitingRow) => {
    let box = boxes.get(recipient)
    if (!box) {
      box = { positions: [], lengths: [], senders: [], first: 0, bytes: 0, bySender: new Map() }
      boxes.set(recipient, box)
    }
    box.positions.push(position)
    box.lengths.push(length)
    box.senders.push(sender)
    count(box, sender, length, 1)
  }
  const lettersIn = (box: Box | undefined) => (box ? box.positions.length - box.first : 0)
  const take = (box: Box, place: number) => {
    const columns = [box.positions, box.lengths, box.senders]
    if (place === box.first) box.first += 1
    else for (const column of columns) column.splice(place, 1)
    if (box.first <= SLACK || box.first <= lettersIn(box)) return
    for (const column of columns) column.splice(0, box.first)
    box.first = 0
  }
  // Each row brings its own copies of the names.
  const names = new Map<UserName, UserName>()
  for (const row of rows) {
    const sender = names.get(row.sender) ?? row.sender
    names.set(sender, sender)
    add({ ...row, sender })
  }

  return {
    letters: (recipient) => lettersIn(boxes.get(recipient)),
    allows(recipient, sender, length, caps) {
      const box = boxes.get(recipient)
      const share = box?.bySender.get(sender)
      return (
        fits((share?.letters ?? 0) + 1, caps.perSender) &&
        (!share || fits(share.bytes + length, senderBytes(caps))) &&
        fits(lettersIn(box) + 1, caps.perBox) &&
        fits((box?.bytes ?? 0) + length, caps.boxBytes)
      )
    },
    behind(recipient, after, most) {
      const box = boxes.get(recipient)
      if (!box) return []
      const from = placeBehind(box, after)
      return box.positions.slice(from, from + most)
    },
    page(recipient, after, most) {
      const box = boxes.get(recipient)
      if (!box) return { positions: [], lengths: [], more: false }
      const from = placeBehind(box, after)
      const last = Math.min(from + most.letters, box.positions.length)
      let [end, bytes] = [from, 0]
      while (end < last) {
        bytes += box.lengths[end] ?? 0
        if (bytes > most.bytes && end > from) break
        end += 1
      }
      return {
        positions: box.positions.slice(from, end),
        lengths: box.lengths.slice(from, end),
        more: end < box.positions.length,
      }
    },
    add,
    has(recipient, position) {
      const box = boxes.get(recipient)
      return box?.positions[placeBehind(box, position - 1)] === position
    },
    remove(recipient, position) {
      const box = boxes.get(recipient)
      if (!box) return
      const place = placeBehind(box, position - 1)
      const [sender, length] = [box.senders[place], box.lengths[place]]
      if (box.positions[place] !== position || sender === undefined || length === undefined) return
      take(box, place)
      count(box, sender, length, -1)
      if (lettersIn(box) === 0) boxes.delete(recipient)
    },
  }
}
