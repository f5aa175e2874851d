import * as v from 'valibot'
import { bytesToText, fixedBytes, textToBytes } from './bytes.ts'

/** 2^255 − 19, the field prime of Curve25519 (RFC 7748 §4.1). */
const FIELD_PRIME = 2n ** 255n - 19n

/** y of two of the four points of order 8; the other two have p − y. */
const ORDER_8_Y = 0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n

const SMALL_ORDER_Y: ReadonlySet<bigint> = new Set([0n, 1n, FIELD_PRIME - 1n, ORDER_8_Y, FIELD_PRIME - ORDER_8_Y])

const SIGN_BIT = 2n ** 255n

/** The y coordinate of an Ed25519 public key of 32 bytes, without the sign bit (RFC 8032 §5.1.2). */
function yCoordinate({ buffer, byteOffset }: Uint8Array): bigint {
  const view = new DataView(buffer, byteOffset, 32)
  // In four steps, because byte by byte this was most of the cost of a sign-in's schema.
  let bits = 0n
  for (let at = 24; at >= 0; at -= 8) bits = (bits << 64n) | view.getBigUint64(at, true)
  return bits % SIGN_BIT
}

/**
 * Whether an Ed25519 public key must be refused: small order (one signature would fit every message) or y not below p.
 * Node, Chromium and Firefox accept such keys in WebCrypto, so the check is ours (RFC 8032 §5.1.7, "Taming the many EdDSAs" §3).
 */
export function isWeakKey(key: Uint8Array): boolean {
  const y = yCoordinate(key)
  return y >= FIELD_PRIME || SMALL_ORDER_Y.has(y)
}

/** Never throws: a check runs also on what the check before it refused. */
function isStrongText(text: string): boolean {
  try {
    return !isWeakKey(textToBytes(text))
  } catch {
    return false
  }
}

/** What the schema says of a weak key, by which the server knows what to answer. */
export const WEAK_KEY = 'weak signing key'

/** An Ed25519 public key: 32 bytes, canonical, not of small order. */
export const SigningKey = v.pipe(fixedBytes(32), v.check(isStrongText, WEAK_KEY))

/** The Ed25519 public key that a name belongs to. */
export const IdentityKey = v.pipe(SigningKey, v.brand('IdentityKey'))
export type IdentityKey = v.InferOutput<typeof IdentityKey>

/** First 16 bytes of SHA-256 of an identity key. Names sender and recipient in an envelope. */
export const DeviceId = v.pipe(fixedBytes(16), v.brand('DeviceId'))
export type DeviceId = v.InferOutput<typeof DeviceId>

/** The device id from the SHA-256 of an identity key, which the caller computes: there is no hash function here. */
export function digestToDeviceId(sha256: Uint8Array): DeviceId {
  return v.parse(DeviceId, bytesToText(sha256.subarray(0, 16)))
}
