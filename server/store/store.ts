import type { DeviceId, IdentityKey } from '../../protocol/identity-key.ts'
import type { MessageId } from '../../protocol/ids.ts'
import type { Prekey, Recovery, Succession } from '../../protocol/keys.ts'
import type { GroupPage, GroupPost } from '../../protocol/group.ts'
import type { Receipt, Traced } from '../../protocol/mail.ts'
import type { UserName } from '../../protocol/names.ts'

/** Everything the server knows about a registered name. */
export interface Account {
  readonly name: UserName
  readonly identityKey: IdentityKey
  readonly device: DeviceId
  /** Null after a recovery by an older program, which brought none, until the next sign-in. */
  readonly prekey: Prekey | null
  readonly recovery: Recovery | null
  /** Every recovery of the name, oldest first. */
  readonly lineage: readonly Succession[]
  /** Counts sign-ins and recoveries; a write that carries another fence is refused. */
  readonly fence: number
  /** Wall time, ms. */
  readonly lastSeen: number
  /** Presence revision of the last begun or ended session. */
  readonly revision: number
  /** Newest post of Everyone when the name was registered. */
  readonly joined: number
  /** Place up to which the member durably holds Everyone. */
  readonly cursor: number
  readonly blocked: readonly UserName[]
}

/** Newest posts whose authors are told of their progress unasked. */
export const WATCHED_POSTS = 500

/** What a use case keeps in memory, as it was at the last commit. */
export interface Snapshot {
  readonly accounts: readonly Account[]
  readonly head: number
  /** Who wrote the newest `WATCHED_POSTS`, oldest first. */
  readonly recent: readonly { groupSeq: number; from: UserName }[]
}

/** A receipt and who is to hear of it. */
export interface IssuedReceipt {
  readonly sender: UserName
  readonly receipt: Receipt
}

/** What a mailbox takes; 0 means no limit. */
export interface MailCaps {
  /** Unread letters of one sender to one recipient. */
  readonly perSender: number
  /** Unread letters of one recipient. */
  readonly perBox: number
  /** Bytes of unread envelopes of one recipient. */
  readonly boxBytes: number
}

/** Stated by a session with every write. */
export interface Author {
  readonly name: UserName
  readonly fence: number
}

/** A name, and who wants it. */
export interface Claim {
  readonly name: UserName
  readonly identityKey: IdentityKey
  readonly device: DeviceId
  readonly prekey: Prekey
  readonly at: number
  readonly revision: number
}

/** A sealed letter and the keys it was sealed to. */
export interface MailToPut {
  readonly author: Author
  readonly to: UserName
  readonly id: MessageId
  readonly toDevice: DeviceId
  readonly prekeyId: number
  readonly envelope: Uint8Array
  readonly at: number
  readonly caps: MailCaps
}

/** What became of a letter. */
export type PutOutcome =
  /** `position` only when the letter is new. */
  | { readonly state: 'stored'; readonly position: number | undefined }
  | { readonly state: 'settled'; readonly receipt: Receipt }
  | { readonly state: 'superseded' | 'no-such-user' | 'blocked' | 'stale-bundle' | 'mailbox-full' }

/** A page of unread letters, oldest first: a list for each field, as `mail:arrived` has them. */
export interface MailPage {
  readonly from: readonly UserName[]
  readonly ids: readonly MessageId[]
  readonly storedAt: readonly number[]
  /** Of the envelopes, which lie one behind the other. */
  readonly lengths: readonly number[]
  readonly positions: readonly number[]
  readonly envelopes: Uint8Array
  /** Pass as `after` for the next page. */
  readonly last: number
  readonly more: boolean
}

/** What became of a write of a session; `superseded` by a newer one, it changed nothing. */
export type Written = { readonly state: 'done' } | { readonly state: 'superseded' }

/** The verbs of the store, each one transaction. `ledger.ts` has them once, over the tables of any adapter: all mean the same. */
export interface Verbs {
  /** Everything that use cases cache. */
  load(): Snapshot
  /**
   * Registers a name; the unique key on name and skeleton makes two claims of one name race-free. `known`: it belongs to
   * this key already, because the claim is repeated.
   */
  claim(
    claim: Claim,
  ):
    | { readonly state: 'claimed'; readonly account: Account }
    | { readonly state: 'known'; readonly account: Account }
    | { readonly state: 'name-taken' | 'name-lookalike' }
  /**
   * Forgets those of these names that nobody signed in with since a wall time, ms, and answers with them. A name stays
   * that has a recovery phrase, mail to read or receipts to hear, or that somebody blocks.
   */
  release(release: { readonly names: readonly UserName[]; readonly before: number }): readonly UserName[]
  /** Raises the fence; keeps the prekey with the greater id. Refuses a key that no longer owns the name. */
  beginSession(begin: {
    readonly name: UserName
    readonly identityKey: IdentityKey
    readonly prekey: Prekey
    readonly at: number
    readonly revision: number
  }):
    { readonly state: 'begun'; readonly account: Account; readonly waiting: number } | { readonly state: 'name-taken' }
  /** Notes when a session ended. */
  endSession(end: { readonly author: Author; readonly at: number; readonly revision: number }): Written
  /** A new prekey, its id greater than the last; the same one again is fine. */
  publishPrekey(publish: { readonly author: Author; readonly prekey: Prekey }): Written | { state: 'not-greater' }
  /** Whether this prekey and older ones are neither current nor used by stored mail. */
  retirePrekey(retire: { readonly name: UserName; readonly id: number }): boolean
  setRecovery(set: { readonly author: Author; readonly recovery: Recovery }): Written
  /** Puts a new identity key in the place of `succession.from`; mail for the lost device is settled as `keys-lost`. */
  succeed(succeed: {
    readonly name: UserName
    readonly succession: Succession
    readonly nextEndorsement: string
    readonly prekey: Prekey
    readonly device: DeviceId
    readonly at: number
    readonly revision: number
  }):
    | { readonly state: 'succeeded'; readonly account: Account; readonly receipts: readonly IssuedReceipt[] }
    | { readonly state: 'changed' }
  /** Answers with all whom the author blocks now. */
  setBlocked(set: {
    readonly author: Author
    readonly other: UserName
    readonly blocked: boolean
  }):
    | { readonly state: 'done'; readonly blocked: readonly UserName[] }
    | { readonly state: 'superseded' | 'no-such-user' }
  /** Stores a letter unless it is there or settled already. Idempotent by sender, recipient and id. */
  putMail(put: MailToPut): PutOutcome
  /** The next unread letters of a mailbox behind a position: at least one, and more while they fit `bytes`, by default a page. */
  mailPage(page: { readonly to: UserName; readonly after: number; readonly bytes?: number }): MailPage
  /**
   * Deletes letters by their positions, keeps tombstones, issues receipts: all or nothing. Idempotent. A letter without a
   * proof is rejected. `settled`: the indexes of those that waited in this mailbox until now.
   */
  ackMail(ack: {
    readonly author: Author
    readonly positions: readonly number[]
    readonly proofs: readonly (string | null)[]
    readonly at: number
  }): { readonly state: 'done'; readonly settled: readonly number[] } | { readonly state: 'superseded' }
  /** What became of a sender's letters, in their order. */
  traceMail(trace: {
    readonly sender: UserName
    readonly letters: readonly { readonly to: UserName; readonly id: MessageId }[]
  }): readonly Traced[]
  /** Receipts that the sender has not acked, behind a position: as many as one event takes. */
  receiptPage(page: { readonly name: UserName; readonly after: number }): {
    readonly receipts: readonly Receipt[]
    readonly last: number
  }
  ackReceipts(ack: {
    readonly author: Author
    readonly receipts: readonly { readonly to: UserName; readonly id: MessageId }[]
  }): Written
  /** Appends to the log of Everyone unless it is there. Idempotent by sender and id. */
  post(post: { readonly author: Author; readonly post: GroupPost; readonly at: number }):
    | {
        readonly state: 'placed'
        readonly groupSeq: number
        readonly identityKey: IdentityKey
        readonly isNew: boolean
      }
    | { readonly state: 'superseded' }
  /** The next posts behind a place: at least one, and more while they fit `bytes` of JSON, by default a page. */
  postPage(page: { readonly after: number; readonly bytes?: number }): GroupPage
  /** Which of these places hold posts of this member. */
  ownPosts(own: { readonly name: UserName; readonly places: readonly number[] }): readonly number[]
  /** Moves a member's cursor forward, never back and never past the newest post. */
  ackPosts(ack: {
    readonly author: Author
    readonly upTo: number
  }): { readonly state: 'moved'; readonly cursor: number } | { readonly state: 'superseded' }
  /**
   * One step of the retention sweep over letters behind `after`; `next` is null when the sweep is through. `first`: the
   * oldest place of Everyone that is kept.
   */
  sweep(sweep: {
    readonly after: number
    readonly at: number
    readonly mailBefore: number
    readonly tombstonesBefore: number
    readonly postsBefore: number
    /** Newest posts that stay; 0 is no limit. */
    readonly postsKept: number
  }): { readonly receipts: readonly IssuedReceipt[]; readonly next: number | null; readonly first: number }
}

/**
 * The store as use cases see it. A promise resolves only after the change is durable; it rejects when the verb failed
 * and changed nothing. After a failed write to disk it never settles: the adapter reports that on its own and the
 * process must end.
 */
export type Store = { readonly [V in keyof Verbs]: Promised<V> } & {
  /** Resolves when everything accepted before is durable and the store is closed. */
  close(): Promise<void>
}

/** A verb as the store offers it. */
export type Promised<V extends keyof Verbs> = (...input: Parameters<Verbs[V]>) => Promise<ReturnType<Verbs[V]>>
