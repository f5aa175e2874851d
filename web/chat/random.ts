import { bytesToText } from '../../protocol/bytes.ts'
import { bytesToLinkId, bytesToMessageId, type LinkId, type MessageId } from '../../protocol/ids.ts'
import type { RandomBytes } from './ports/clock.ts'

/**
 * A fresh message id: a UUID of version 7 (RFC 9562 §5.7) for `at`, ms since 1970. Ids of one time lie side by side in
 * the server's index, which random ones spread over all its pages; the time serves nothing else.
 */
export function newMessageId(randomBytes: RandomBytes, at: number): MessageId {
  const bytes = Uint8Array.from(randomBytes(16))
  const view = new DataView(bytes.buffer)
  view.setUint16(0, Math.floor(at / 2 ** 32))
  view.setUint32(2, at)
  view.setUint8(6, 0x70 | (view.getUint8(6) & 0x0f))
  view.setUint8(8, 0x80 | (view.getUint8(8) & 0x3f))
  return bytesToMessageId(bytes)
}

/** A fresh id for one attempt to open a peer link. */
export function newLinkId(randomBytes: RandomBytes): LinkId {
  return bytesToLinkId(randomBytes(16))
}

/** 16 random bytes in base64url: what the reader of a message learns and nobody else. */
export function newReceiptToken(randomBytes: RandomBytes): string {
  return bytesToText(randomBytes(16))
}

/** A number in [0, 1) for jitter. */
export function randomFraction(randomBytes: RandomBytes): number {
  const [a = 0, b = 0] = randomBytes(2)
  return (a * 256 + b) / 65_536
}
