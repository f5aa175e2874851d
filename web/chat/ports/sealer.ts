import type { Outer } from '../../../protocol/envelope.ts'
import type { DeviceId, IdentityKey } from '../../../protocol/identity-key.ts'
import type { MessageId } from '../../../protocol/ids.ts'
import type { Bundle, Prekey, Recovery, Succession } from '../../../protocol/keys.ts'
import type { UserName } from '../../../protocol/names.ts'
import type { Post } from '../../../protocol/group.ts'
import type { Signal } from '../../../protocol/signaling.ts'

/** What a sealed message says. `read`: the sender has read everything of the reader up to that seq. */
export type Body = { type: 'text'; text: string } | { type: 'read'; upTo: number }

/**
 * A message before sealing. `sentAt` is wall time, for display. `receiptToken`: 16 random bytes in base64url, minted with
 * the message and the same in every reseal, so that an ack of older bytes still proves delivery.
 */
export interface Plain {
  readonly id: MessageId
  readonly seq: number
  readonly sentAt: number
  readonly receiptToken: string
  readonly body: Body
}

/** Who a message is sealed to; out of a bundle that was verified and whose identity key is the pinned one. */
export interface Recipient {
  readonly identityKey: IdentityKey
  readonly prekey: Prekey
}

/** A verified message. `proof` goes back in the ack. */
export interface Opened extends Plain {
  readonly proof: string
}

/** `no-prekey`: its private half is gone, the sender must reseal. `forged`: damaged or not from that key. */
export type OpenResult = { ok: true; opened: Opened } | { ok: false; reason: 'no-prekey' | 'forged' }

/** A signal before it is signed. */
export type UnsignedSignal = Signal extends infer S ? (S extends Signal ? Omit<S, 'signature'> : never) : never

/** Why a bundle was refused. */
export type BundleProblem = 'bad-signature' | 'broken-lineage'

/** Why typed words are not a recovery phrase. */
export type PhraseProblem = 'count' | 'checksum' | { readonly unknownWord: string }

/** One person's keys at work: everything that touches cryptography. Private halves never leave it. */
export interface Sealer {
  readonly identityKey: IdentityKey
  readonly device: DeviceId
  /** The signature over `authStatement`. */
  signChallenge(of: { origin: string; name: UserName; nonce: string }): Promise<string>
  /** The prekey to publish now. Makes a new one when the last is older than 24 h, or `after` the id the server knows. */
  currentPrekey(after: number): Promise<{ prekey: Prekey; superseded: readonly number[] }>
  /** Destroys the private halves up to this id, once the server agreed. */
  destroyPrekeys(upTo: number): Promise<void>
  /** Does ahead what sealing the next message to somebody does not need the message for. Never rejects. */
  prepare(to: Recipient): Promise<void>
  /** The same bytes go over the data channel and into the mailbox. */
  seal(plain: Plain, to: Recipient): Promise<Uint8Array<ArrayBuffer>>
  /** What only the opener of a message can send back: base64url SHA-256 of `receiptStatement`. */
  receiptProof(of: { receiptToken: string; id: MessageId }): Promise<string>
  /** `from`: the identity key of the sender's whose device the outer header names. */
  open(envelope: Uint8Array, outer: Outer, from: IdentityKey): Promise<OpenResult>
  signPost(of: { from: UserName; id: MessageId; seq: number; sentAt: number; text: string }): Promise<string>
  verifyPost(post: Post): Promise<boolean>
  signSignal(signal: UnsignedSignal, to: IdentityKey): Promise<Signal>
  /** Checks signature, and for an SDP: fingerprints sha-256 or better, nothing but one application section. */
  verifySignal(signal: Signal, from: IdentityKey): Promise<boolean>
  /** Checks prekey, recovery and every link of the lineage. */
  verifyBundle(bundle: Bundle): Promise<BundleProblem | undefined>
  deviceOf(identityKey: IdentityKey): Promise<DeviceId>
  /** 60 digits, equal on both sides. */
  safetyNumber(other: { name: UserName; identityKey: IdentityKey }): Promise<string>
  /** A new recovery phrase, 24 words. */
  createPhrase(): Promise<string>
  /** What is wrong with typed words; undefined when they are a phrase, if not necessarily the right one. */
  phraseProblem(typed: string): Promise<PhraseProblem | undefined>
  /** Endorses the public half of a phrase, once the user has written it down. Rejects what is not a phrase. */
  endorseRecovery(phrase: string): Promise<Recovery>
  /** What puts this sealer's identity key in the place of the lost one. Undefined: it is not the phrase of that name. */
  succeed(
    phrase: string,
    lost: { identityKey: IdentityKey; recovery: Recovery },
  ): Promise<{ succession: Succession; nextEndorsement: string } | undefined>
}
