import { bytesToText } from '../../protocol/bytes.ts'
import { bytesToLinkId, bytesToMessageId, type LinkId, type MessageId } from '../../protocol/ids.ts'
import type { RandomBytes } from './ports/clock.ts'

/** A fresh message id. */
export function newMessageId(randomBytes: RandomBytes): MessageId {
  return bytesToMessageId(randomBytes(16))
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
