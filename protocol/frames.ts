import { bytesToText, concatBytes, textToBytes } from './bytes.ts'
import { bytesToMessageId, type MessageId } from './ids.ts'
import { LIMITS } from './limits.ts'
import { uint32Bytes } from './tuple.ts'

/** What travels on a data channel. `proof` is the hash of `receiptStatement`, in base64url. */
export type Frame =
  | { type: 'envelope'; envelope: Uint8Array }
  | { type: 'ack'; id: MessageId; proof: string }
  /** `stale-bundle`: the receiver no longer has that prekey or device; fetch the bundle again and reseal. `rejected`: it can never be opened. */
  | { type: 'nack'; id: MessageId; reason: 'stale-bundle' | 'rejected' | 'blocked' }
  | { type: 'ping'; nonce: number }
  | { type: 'pong'; nonce: number }
  | { type: 'typing' }

const TYPES = { envelope: 1, ack: 2, nack: 3, ping: 4, pong: 5, typing: 6 } as const
const REASONS = ['stale-bundle', 'rejected', 'blocked'] as const

/** A frame to bytes: one byte of type, then its fields without separators. */
export function frameToBytes(frame: Frame): Uint8Array<ArrayBuffer> {
  const type = Uint8Array.of(TYPES[frame.type])
  switch (frame.type) {
    case 'envelope':
      return concatBytes(type, frame.envelope)
    case 'ack':
      return concatBytes(type, textToBytes(frame.id), textToBytes(frame.proof))
    case 'nack':
      return concatBytes(type, textToBytes(frame.id), Uint8Array.of(REASONS.indexOf(frame.reason)))
    case 'ping':
    case 'pong':
      return concatBytes(type, uint32Bytes(frame.nonce))
    case 'typing':
      return type
  }
}

/** Bytes to a frame; undefined for anything else, which the receiver ignores. */
export function bytesToFrame(bytes: Uint8Array): Frame | undefined {
  const rest = bytes.subarray(1)
  switch (bytes[0]) {
    case TYPES.envelope:
      return rest.length <= LIMITS.envelope ? { type: 'envelope', envelope: new Uint8Array(rest) } : undefined
    case TYPES.ack:
      if (rest.length !== 48) return undefined
      return { type: 'ack', id: bytesToMessageId(rest.subarray(0, 16)), proof: bytesToText(rest.subarray(16)) }
    case TYPES.nack: {
      const reason = REASONS[rest[16] ?? REASONS.length]
      return rest.length === 17 && reason
        ? { type: 'nack', id: bytesToMessageId(rest.subarray(0, 16)), reason }
        : undefined
    }
    case TYPES.ping:
    case TYPES.pong: {
      if (rest.length !== 4) return undefined
      const nonce = new DataView(rest.buffer, rest.byteOffset).getUint32(0)
      return bytes[0] === TYPES.ping ? { type: 'ping', nonce } : { type: 'pong', nonce }
    }
    case TYPES.typing:
      return rest.length === 0 ? { type: 'typing' } : undefined
    default:
      return undefined
  }
}
