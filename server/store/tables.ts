import type { DeviceId } from '../../protocol/identity-key.ts'
import type { MessageId } from '../../protocol/ids.ts'
import type { Succession } from '../../protocol/keys.ts'
import type { Post } from '../../protocol/group.ts'
import type { Outcome } from '../../protocol/mail.ts'
import type { UserName } from '../../protocol/names.ts'
import type { Account, MailPage } from './store.ts'

/** What a page of mail takes from the rows of its letters. */
export type WaitingLetters = Pick<MailPage, 'from' | 'ids' | 'storedAt' | 'envelopes'>

/** A row of the mail log. Settled rows keep no envelope: they are tombstone and receipt in one. */
export interface LetterRow {
  readonly position: number
  readonly sender: UserName
  readonly recipient: UserName
  readonly id: MessageId
  readonly device: DeviceId
  readonly prekeyId: number
  readonly storedAt: number
  /** Length of the envelope. */
  readonly length: number
  /** Null while it waits. */
  readonly outcome: Outcome | null
  readonly settledAt: number
}

/** One letter and where it lies. */
export type LetterKey = Pick<LetterRow, 'position' | 'sender' | 'recipient' | 'id'>

/** What is remembered of a letter that waits. */
export type WaitingRow = Pick<LetterRow, 'position' | 'recipient' | 'sender' | 'length'>

/** Synchronous rows: what an adapter must provide. Who calls opens and commits the transaction around. */
export interface Tables {
  accounts(): readonly Account[]
  /** Inserts or replaces the account's own row. Lineage and blocks have rows of their own, which are written first. */
  saveAccount(account: Account, skeleton: string): void
  saveCursor(name: UserName, cursor: number): void
  addSuccession(name: UserName, succession: Succession): void
  /** Of an account without recoveries, whom nobody blocks. */
  dropAccount(name: UserName): void
  setBlocked(name: UserName, other: UserName, blocked: boolean): void

  /** No letter has a greater one; 0 at first. SQLite forgets the positions of dropped letters, the memory does not. */
  lastPosition(): number
  letter(sender: UserName, recipient: UserName, id: MessageId): LetterRow | undefined
  /** False, and nothing happened, when there is one of that sender, recipient and id. */
  addLetter(letter: LetterRow, envelope: Uint8Array): boolean
  /** Drops the envelope, keeps the row. False, and nothing happened, unless it is this letter that waits there. */
  settleLetter(letter: LetterKey, outcome: Outcome, at: number): boolean
  /** The same for many of one mailbox that were opened: proofs by position. Throws unless each of them waits there. */
  openLetters(recipient: UserName, proofs: ReadonlyMap<number, string>, at: number): void
  /** The sender has acked the receipt; nothing when the letter is not there, not settled or told already. */
  markTold(sender: UserName, recipient: UserName, id: MessageId): void
  dropLetter(position: number): void
  letterAt(position: number): LetterRow | undefined
  /** Letters with their sealed bytes. Throws unless one waits at each of these positions, which ascend. */
  waitingAt(positions: readonly number[]): WaitingLetters
  /** All letters that wait, oldest first. */
  waiting(): Iterable<WaitingRow>
  /** Settled letters whose sender was not told, behind a position, oldest first. */
  untold(sender: UserName, after: number, most: number): readonly LetterRow[]
  /** Any letters behind a position, oldest first. */
  letters(after: number, most: number): readonly LetterRow[]

  /** The newest place ever given; survives trimming. */
  head(): number
  placeOf(from: UserName, id: MessageId): number | undefined
  addPost(post: Post, at: number): void
  posts(after: number, most: number): readonly Post[]
  /** The oldest place still in the log, or undefined when it is empty. */
  firstPlace(): number | undefined
  authorOf(place: number): UserName | undefined
  recentAuthors(most: number): readonly { groupSeq: number; from: UserName }[]
  /**
   * Removes posts stored before a time, and those up to a place. What a clock that was ahead stamped later than `now` is as
   * old as the next post that is not.
   */
  trimPosts(old: { before: number; upTo: number; now: number }): void
}
