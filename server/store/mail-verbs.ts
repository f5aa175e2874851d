import type { DeviceId } from '../../protocol/identity-key.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { MOST_RECEIPTS, type Outcome } from '../../protocol/mail.ts'
import type { UserName } from '../../protocol/names.ts'
import type { Account, IssuedReceipt, MailToPut, Verbs } from './store.ts'
import type { LetterRow } from './tables.ts'
import { current, save, type LedgerParts } from './ledger-parts.ts'

/** Letters that one step of the sweep looks at, so that no step holds up the queue for long. */
const SWEEP_STEP = 500

type MailVerbs = Pick<
  Verbs,
  | 'putMail'
  | 'mailPage'
  | 'ackMail'
  | 'traceMail'
  | 'receiptPage'
  | 'ackReceipts'
  | 'retirePrekey'
  | 'succeed'
  | 'sweep'
>

/** The receipt of a settled letter. */
function receiptOf(letter: LetterRow, outcome: Outcome): IssuedReceipt {
  return { sender: letter.sender, receipt: { to: letter.recipient, id: letter.id, outcome } }
}

/**
 * Whether a settled letter can never be put again. One that was rejected or lay too long can, when its sender tries once
 * more; one whose keys were lost, resealed to the new ones.
 */
function isFinal({ outcome, device }: LetterRow, toDevice: DeviceId): boolean {
  return outcome?.outcome === 'opened' || (outcome?.outcome === 'keys-lost' && device === toDevice)
}

/** Verbs over the mail log. */
export function mailVerbs(parts: LedgerParts): MailVerbs {
  const { tables, state } = parts

  const add = (letter: LetterRow, envelope: Uint8Array): boolean => {
    if (!tables.addLetter(letter, envelope)) return false
    state().position = letter.position
    state().waiting.add(letter)
    return true
  }
  const settle = (letter: LetterRow, outcome: Outcome, at: number): boolean => {
    if (!tables.settleLetter(letter, outcome, at)) return false
    state().waiting.remove(letter.recipient, letter.position)
    return true
  }
  const settleAt = (position: number, outcome: Outcome, at: number): boolean => {
    const letter = tables.letterAt(position)
    return letter !== undefined && settle(letter, outcome, at)
  }
  /** Settles letters that are known to wait. */
  const settleAll = (letters: readonly LetterRow[], outcome: Outcome, at: number): IssuedReceipt[] =>
    letters.map((letter) => {
      if (!settle(letter, outcome, at)) throw new Error(`no letter waits at ${letter.position}`)
      return receiptOf(letter, outcome)
    })
  const whyNot = (sender: UserName, recipient: Account, { toDevice, prekeyId, envelope, caps }: MailToPut) => {
    if (recipient.blocked.includes(sender)) return 'blocked'
    if (recipient.device !== toDevice || recipient.prekey?.id !== prekeyId) return 'stale-bundle'
    return state().waiting.allows(recipient.name, sender, envelope.length, caps) ? undefined : 'mailbox-full'
  }
  const allWaiting = (recipient: UserName): LetterRow[] =>
    state()
      .waiting.behind(recipient, 0, Number.MAX_SAFE_INTEGER)
      .flatMap((position) => tables.letterAt(position) ?? [])

  return {
    putMail(put) {
      const { author, to, id, toDevice, prekeyId, envelope, at } = put
      // The names of the accounts and not those of the call: what is remembered of a letter points to them.
      const sender = current(parts, author)?.name
      if (!sender) return { state: 'superseded' }
      const recipient = state().accounts.get(to)
      if (!recipient) return { state: 'no-such-user' }
      const refused = whyNot(sender, recipient, put)
      const position = state().position + 1
      const { length } = envelope
      const letter: LetterRow = {
        position,
        sender,
        recipient: recipient.name,
        id,
        device: toDevice,
        prekeyId,
        storedAt: at,
        length,
        outcome: null,
        settledAt: 0,
      }
      // Most letters are new, which shows when they are added: to look first is another walk through the index.
      if (!refused && add(letter, envelope)) return { state: 'stored', position }
      const known = tables.letter(sender, to, id)
      // What was taken once is answered alike ever after, whatever is refused by now.
      if (known && !known.outcome) return { state: 'stored', position: undefined }
      if (known?.outcome && isFinal(known, toDevice)) {
        return { state: 'settled', receipt: receiptOf(known, known.outcome).receipt }
      }
      if (refused) return { state: refused }
      if (known) tables.dropLetter(known.position)
      add(letter, envelope)
      return { state: 'stored', position }
    },

    mailPage({ to, after, bytes = LIMITS.pageBytes }) {
      const { positions, lengths, more } = state().waiting.page(to, after, { letters: LIMITS.pageItems, bytes })
      const letters = tables.waitingAt(positions)
      const sum = lengths.reduce((total, length) => total + length, 0)
      if (sum !== letters.envelopes.length) throw new Error(`${sum} bytes should wait at ${positions[0]} and behind`)
      return { ...letters, lengths, positions, last: positions.at(-1) ?? after, more }
    },

    ackMail({ author, positions, proofs, at }) {
      if (!current(parts, author)) return { state: 'superseded' }
      const recipient = author.name
      const opened = new Map<number, string>()
      const settled: number[] = []
      for (const [index, position] of positions.entries()) {
        if (opened.has(position) || !state().waiting.has(recipient, position)) continue
        const proof = proofs[index]
        if (proof) opened.set(position, proof)
        else if (!settleAt(position, { outcome: 'rejected' }, at)) continue
        settled.push(index)
      }
      tables.openLetters(recipient, opened, at)
      for (const position of opened.keys()) state().waiting.remove(recipient, position)
      return { state: 'done', settled }
    },

    traceMail: ({ sender, letters }) =>
      letters.map(({ to, id }) => {
        const letter = tables.letter(sender, to, id)
        if (!letter) return { state: 'unknown' }
        if (!letter.outcome) return { state: 'stored' }
        return { state: 'settled', receipt: receiptOf(letter, letter.outcome).receipt }
      }),

    receiptPage({ name, after }) {
      const rows = tables.untold(name, after, MOST_RECEIPTS)
      return {
        receipts: rows.flatMap((row) => (row.outcome ? [receiptOf(row, row.outcome).receipt] : [])),
        last: rows.at(-1)?.position ?? after,
      }
    },

    ackReceipts({ author, receipts }) {
      if (!current(parts, author)) return { state: 'superseded' }
      for (const { to, id } of receipts) tables.markTold(author.name, to, id)
      return { state: 'done' }
    },

    retirePrekey({ name, id }) {
      const prekey = state().accounts.get(name)?.prekey
      if (!prekey || prekey.id <= id) return false
      // A letter is taken for the current prekey only, whose id only grows: the oldest that waits has the smallest.
      const [oldest] = state().waiting.behind(name, 0, 1)
      return oldest === undefined || (tables.letterAt(oldest)?.prekeyId ?? 0) > id
    },

    succeed({ name, succession, nextEndorsement, prekey, device, at, revision }) {
      const account = state().accounts.get(name)
      if (account?.identityKey !== succession.from || account.recovery?.key !== succession.recovery.key) {
        return { state: 'changed' }
      }
      tables.addSuccession(name, succession)
      const succeeded = save(parts, {
        ...account,
        identityKey: succession.to,
        device,
        prekey,
        recovery: { key: succession.recovery.key, endorsement: nextEndorsement },
        lineage: [...account.lineage, succession],
        fence: account.fence + 1,
        revision,
      })
      const receipts = settleAll(allWaiting(name), { outcome: 'keys-lost' }, at)
      return { state: 'succeeded', account: succeeded, receipts }
    },

    sweep({ after, at, mailBefore, tombstonesBefore, postsBefore, postsKept }) {
      const beyond = postsKept === 0 ? 0 : state().head - postsKept
      if (after === 0) tables.trimPosts({ before: postsBefore, upTo: beyond, now: at })
      const rows = tables.letters(after, SWEEP_STEP)
      for (const row of rows) {
        if (row.outcome && row.settledAt < tombstonesBefore) tables.dropLetter(row.position)
      }
      const old = rows.filter((row) => !row.outcome && row.storedAt < mailBefore)
      const receipts = settleAll(old, { outcome: 'expired' }, at)
      const last = rows.at(-1)
      // The log is in order of arrival: behind a letter that is too young for both rules all are too young. A letter from
      // the future, stamped when the clock was ahead, says nothing of those behind it.
      const isYoung = last && last.storedAt >= Math.max(mailBefore, tombstonesBefore) && last.storedAt <= at
      const isThrough = !last || rows.length < SWEEP_STEP || isYoung
      return { receipts, next: isThrough ? null : last.position, first: tables.firstPlace() ?? state().head + 1 }
    },
  }
}
