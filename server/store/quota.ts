import type { UserName } from '../../protocol/names.ts'
import type { MailCaps } from './store.ts'
import type { BoxRow } from './tables.ts'

interface Box {
  letters: number
  bytes: number
  readonly bySender: Map<UserName, number>
}

/** Counts unread letters so that the caps cost no query. */
export interface Quota {
  letters(recipient: UserName): number
  /** Whether another letter of `length` bytes fits. */
  allows(recipient: UserName, sender: UserName, length: number, caps: MailCaps): boolean
  /** `letters` is +1 for a new letter and -1 for a settled one. */
  count(recipient: UserName, sender: UserName, letters: 1 | -1, length: number): void
}

/** Starts from what waits already. */
export function createQuota(rows: readonly BoxRow[]): Quota {
  const boxes = new Map<UserName, Box>()
  const boxOf = (recipient: UserName): Box => {
    const known = boxes.get(recipient)
    if (known) return known
    const box: Box = { letters: 0, bytes: 0, bySender: new Map() }
    boxes.set(recipient, box)
    return box
  }
  const add = (row: BoxRow) => {
    const box = boxOf(row.recipient)
    box.letters += row.letters
    box.bytes += row.bytes
    const left = (box.bySender.get(row.sender) ?? 0) + row.letters
    if (left > 0) box.bySender.set(row.sender, left)
    else box.bySender.delete(row.sender)
    if (box.letters === 0) boxes.delete(row.recipient)
  }
  rows.forEach(add)

  return {
    letters: (recipient) => boxes.get(recipient)?.letters ?? 0,
    allows(recipient, sender, length, caps) {
      const box = boxes.get(recipient)
      const below = (used: number, cap: number) => cap === 0 || used <= cap
      return (
        below((box?.bySender.get(sender) ?? 0) + 1, caps.perSender) &&
        below((box?.letters ?? 0) + 1, caps.perBox) &&
        below((box?.bytes ?? 0) + length, caps.boxBytes)
      )
    },
    count: (recipient, sender, letters, length) => add({ recipient, sender, letters, bytes: letters * length }),
  }
}
