import { utf8Bytes } from './bytes.ts'

/** One part of a signed or hashed tuple: bytes, text (UTF-8) or an unsigned integer below 2^53 (8 bytes, big-endian). */
export type TuplePart = Uint8Array | string | number

/** A number as 8 bytes, big-endian. */
export function uint64Bytes(value: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value))
  return bytes
}

/** A number as 4 bytes, big-endian. */
export function uint32Bytes(value: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value)
  return bytes
}

function partBytes(part: TuplePart): Uint8Array {
  if (typeof part === 'string') return utf8Bytes(part)
  return typeof part === 'number' ? uint64Bytes(part) : part
}

/**
 * What is signed or hashed: a context label, then the parts, each behind its length (4 bytes, big-endian).
 * The lengths make the encoding injective; the label keeps a signature for one purpose from serving another.
 */
export function tuple(label: string, ...parts: readonly TuplePart[]): Uint8Array<ArrayBuffer> {
  const encoded = [label, ...parts].map(partBytes)
  const bytes = new Uint8Array(encoded.reduce((sum, part) => sum + 4 + part.length, 0))
  const view = new DataView(bytes.buffer)
  let offset = 0
  for (const part of encoded) {
    view.setUint32(offset, part.length)
    bytes.set(part, offset + 4)
    offset += 4 + part.length
  }
  return bytes
}
