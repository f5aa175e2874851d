import * as v from 'valibot'
import { binary } from './bytes.ts'
import { Bytes32, MessageId, Position, WallTime } from './ids.ts'
import { LIMITS } from './limits.ts'
import { UserName } from './names.ts'

/** A client puts a sealed envelope into somebody's mailbox. Idempotent by sender and the message id in the outer header. */
export const MailPut = v.object({ to: UserName, envelope: binary(LIMITS.envelope) })
/** `stored`: committed to disk. `settled`: the letter had its outcome before; the receipt says which. */
export const MailPlaced = v.variant('state', [
  v.object({ state: v.literal('stored') }),
  v.object({ state: v.literal('settled'), receipt: v.lazy(() => Receipt) }),
])
export type MailPlaced = v.InferOutput<typeof MailPlaced>

const page = <S extends v.GenericSchema>(item: S) => v.pipe(v.array(item), v.maxLength(LIMITS.pageItems))

/**
 * Up to 200 letters, oldest first: a list for each field, and all envelopes in one buffer, one behind the other, whose
 * sizes are `lengths`. Letters are numbered from 1 in each session, across pages; the first one here has the number
 * `first`. A few pages are under way at a time; the next ones wait for acks.
 */
export const MailArrived = v.pipe(
  v.object({
    first: Position,
    from: page(UserName),
    storedAt: page(WallTime),
    lengths: page(Position),
    envelopes: binary(LIMITS.packet),
  }),
  v.check(
    ({ from, storedAt, lengths }) => from.length === lengths.length && storedAt.length === lengths.length,
    'lists of different lengths',
  ),
  v.check(
    ({ lengths, envelopes }) => lengths.reduce((sum, length) => sum + length, 0) === envelopes.length,
    'lengths do not add up',
  ),
)
export type MailArrived = v.InferOutput<typeof MailArrived>

/** How a letter ended. The proof that it was opened is the hash of `receiptStatement`. */
export const Outcome = v.variant('outcome', [
  v.object({ outcome: v.literal('opened'), proof: Bytes32 }),
  /** The recipient says that it can never be opened: forged, damaged, or not wanted. */
  v.object({ outcome: v.literal('rejected') }),
  /** Only the server says this: the recipient recovered the name and the old keys are gone. */
  v.object({ outcome: v.literal('keys-lost') }),
  /** Only the server says this: it was unread for longer than mail is kept. */
  v.object({ outcome: v.literal('expired') }),
])
export type Outcome = v.InferOutput<typeof Outcome>

/**
 * The recipient answers for the letter with number `first` of this session and those that follow: with the hash of
 * `receiptStatement` for one that it holds durably, with null for one that it rejects. The server deletes them and makes
 * receipts. Idempotent; a number that is not under way is skipped.
 */
export const MailAck = v.object({
  first: Position,
  proofs: v.pipe(v.array(v.nullable(Bytes32)), v.minLength(1), v.maxLength(LIMITS.pageItems)),
})
export type MailAck = v.InferOutput<typeof MailAck>

/** What became of a letter that the client sent to `to`. */
export const Receipt = v.object({ to: UserName, id: MessageId, outcome: Outcome })
export type Receipt = v.InferOutput<typeof Receipt>

/** Receipts in one event, either way. */
export const MOST_RECEIPTS = 200

/** Receipts for the client, also from while it was away; repeated at each sign-in until acked. */
export const ReceiptIssued = v.object({ receipts: v.pipe(v.array(Receipt), v.maxLength(MOST_RECEIPTS)) })

/** Letters of the client, by whom they are to and their ids. */
const OwnLetters = v.pipe(
  v.array(v.object({ to: UserName, id: MessageId })),
  v.minLength(1),
  v.maxLength(MOST_RECEIPTS),
)

/** The client has dealt with these receipts. Idempotent. */
export const ReceiptAck = v.object({ receipts: OwnLetters })
export type ReceiptAck = v.InferOutput<typeof ReceiptAck>

/**
 * What became of letters that were stored: nobody tells if the server was restored from a backup, or another browser of
 * the name acked the receipt.
 */
export const MailTrace = v.object({ letters: OwnLetters })
export type MailTrace = v.InferOutput<typeof MailTrace>
/** `unknown`: it has to be put again. */
export const Traced = v.variant('state', [...MailPlaced.options, v.object({ state: v.literal('unknown') })])
export type Traced = v.InferOutput<typeof Traced>
/** In the order of the letters that were asked about. */
export const MailTraced = v.object({ letters: v.pipe(v.array(Traced), v.maxLength(MOST_RECEIPTS)) })
