import { bytesToText, textToBytes } from './bytes.ts'
import type { DeviceId } from './identity-key.ts'
import type { MessageId } from './ids.ts'
import { LIMITS } from './limits.ts'

/** The part of a sealed message that the server sees. It is the AEAD's associated data, so no change goes unnoticed. */
export interface Outer {
  readonly id: MessageId
  readonly fromDevice: DeviceId
  readonly toDevice: DeviceId
  /** Which of the recipient's prekeys it is sealed to. */
  readonly prekeyId: number
}

/** version | kind | message id 16 | from device 16 | to device 16 | prekey id 4 */
export const OUTER_LENGTH = 54
/** HPKE encapsulated key of DHKEM(X25519) (RFC 9180 §7.1). */
export const ENCAPSULATION_LENGTH = 32
const VERSION = 1
const KIND_MAIL = 1
/** Outer header, encapsulated key, the smallest padded plaintext and the AEAD tag. */
const SHORTEST = OUTER_LENGTH + ENCAPSULATION_LENGTH + 160 + 16

/** The 54 bytes of an outer header. */
export function outerToBytes(outer: Outer): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(OUTER_LENGTH)
  bytes[0] = VERSION
  bytes[1] = KIND_MAIL
  bytes.set(textToBytes(outer.id), 2)
  bytes.set(textToBytes(outer.fromDevice), 18)
  bytes.set(textToBytes(outer.toDevice), 34)
  new DataView(bytes.buffer).setUint32(50, outer.prekeyId)
  return bytes
}

function textOf16(bytes: Uint8Array, at: number): string {
  return bytesToText(bytes.subarray(at, at + 16))
}

/** Reads the outer header of an envelope; undefined when it cannot be one. */
export function envelopeToOuter(envelope: Uint8Array): Outer | undefined {
  if (envelope.length < SHORTEST || envelope.length > LIMITS.envelope) return undefined
  if (envelope[0] !== VERSION || envelope[1] !== KIND_MAIL) return undefined
  return {
    // Any 16 bytes are an id, and as text the one spelling of it: there is nothing left to parse.
    id: textOf16(envelope, 2) as MessageId,
    fromDevice: textOf16(envelope, 18) as DeviceId,
    toDevice: textOf16(envelope, 34) as DeviceId,
    prekeyId: new DataView(envelope.buffer, envelope.byteOffset, envelope.byteLength).getUint32(50),
  }
}
