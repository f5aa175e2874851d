import * as v from 'valibot'
import { bytesToText, fixedBytes } from './bytes.ts'

/** 16 bytes made when a message is composed (our client: a UUID of version 7). The idempotency key on every path and in every store. */
export const MessageId = v.pipe(fixedBytes(16), v.brand('MessageId'))
export type MessageId = v.InferOutput<typeof MessageId>

/** 16 random bytes that name one attempt to open a peer link; signals of other attempts are dropped. */
export const LinkId = v.pipe(fixedBytes(16), v.brand('LinkId'))
export type LinkId = v.InferOutput<typeof LinkId>

/** 16 bytes to a message id. */
export function bytesToMessageId(bytes: Uint8Array): MessageId {
  return v.parse(MessageId, bytesToText(bytes))
}

/** 16 bytes to a link id. */
export function bytesToLinkId(bytes: Uint8Array): LinkId {
  return v.parse(LinkId, bytesToText(bytes))
}

/** An Ed25519 signature. */
export const Signature = fixedBytes(64)
/** A 32-byte nonce, hash or X25519 public key. */
export const Bytes32 = fixedBytes(32)
/** Milliseconds since 1970, for display only: no decision depends on a wall clock. */
export const WallTime = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
/** A count or a position in a log. */
export const Position = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
/** An unsigned 32-bit number, from 1: prekey ids and a sender's sequence numbers. */
export const Uint32 = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(0xffff_ffff))
