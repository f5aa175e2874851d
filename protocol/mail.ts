import * as v from 'valibot'
import { binary } from './bytes.ts'
import { Bytes32, MessageId, Position, WallTime } from './ids.ts'
import { LIMITS } from './limits.ts'
import { UserName } from './names.ts'

/** A client puts a sealed envelope into somebody's mailbox. Idempotent by sender and the message id in the outer header. */
export const MailPut = v.object({ to: UserName, envelope: binary(LIMITS.envelope) })
/** `stored`: committed to disk. `settled`: it was delivered or refused before; the receipt says which. */
export const MailPlaced = v.variant('state', [
  v.object({ state: v.literal('stored') }),
  v.object({ state: v.literal('settled'), receipt: v.lazy(() => Receipt) }),
])
export type MailPlaced = v.InferOutput<typeof MailPlaced>

/** One letter of a page; its envelope is `length` bytes of the page's buffer, one behind the other. */
export const Letter = v.object({ from: UserName, id: MessageId, storedAt: WallTime, length: Position })

/** Up to 100 letters in one buffer. A few pages are under way at a time; what follows waits for acks. */
export const MailArrived = v.pipe(
  v.object({ letters: v.pipe(v.array(Letter), v.maxLength(LIMITS.pageItems)), envelopes: binary(LIMITS.packet) }),
  v.check(
    (page) => page.letters.reduce((sum, letter) => sum + letter.length, 0) === page.envelopes.length,
    'lengths do not add up',
  ),
)
export type MailArrived = v.InferOutput<typeof MailArrived>

/** How a letter ended: opened, with the hash of `receiptStatement`; or not what it claimed to be. */
export const Outcome = v.variant('outcome', [
  v.object({ outcome: v.literal('opened'), proof: Bytes32 }),
  v.object({ outcome: v.literal('rejected') }),
  /** Only the server says this: the recipient recovered the name and the old keys are gone. */
  v.object({ outcome: v.literal('keys-lost') }),
  /** Only the server says this: it lay longer than mail is kept. */
  v.object({ outcome: v.literal('expired') }),
])
export type Outcome = v.InferOutput<typeof Outcome>

/** The recipient has these letters durably, or rejects them; the server deletes them and makes receipts. Idempotent. */
export const MailAck = v.object({
  letters: v.pipe(
    v.array(
      v.object({
        from: UserName,
        id: MessageId,
        outcome: v.variant('outcome', [
          v.object({ outcome: v.literal('opened'), proof: Bytes32 }),
          v.object({ outcome: v.literal('rejected') }),
        ]),
      }),
    ),
    v.minLength(1),
    v.maxLength(LIMITS.pageItems),
  ),
})
export type MailAck = v.InferOutput<typeof MailAck>

/** What became of a letter that the client sent. `to` is who it was for. */
export const Receipt = v.object({ to: UserName, id: MessageId, outcome: Outcome })
export type Receipt = v.InferOutput<typeof Receipt>

/** Receipts for the client, also from while it was away; repeated at each sign-in until acked. */
export const ReceiptIssued = v.object({ receipts: v.pipe(v.array(Receipt), v.maxLength(200)) })

/** The client has noted these receipts. Idempotent. */
export const ReceiptAck = v.object({
  receipts: v.pipe(v.array(v.object({ to: UserName, id: MessageId })), v.minLength(1), v.maxLength(200)),
})
