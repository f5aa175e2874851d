import * as v from 'valibot'
import { bytesToText, concatBytes, textToBytes, utf8Bytes, utf8Text } from '../../protocol/bytes.ts'
import { Text } from '../../protocol/group.ts'
import { uint32Bytes, uint64Bytes } from '../../protocol/tuple.ts'
import type { Body, Plain } from '../chat/ports/sealer.ts'

/** What an envelope says besides its outer header. */
export type Content = Omit<Plain, 'id'>

const TYPES = { text: 1, read: 2 } as const
/** seq 4 | time 8 | receipt token 16 | type 1 */
const HEAD_LENGTH = 29
/** The last moment that a Date holds (ECMA-262 §21.4.1.1), ms. To show a later one would throw, whenever the page draws. */
const LAST_MOMENT = 8.64e15

function bodyToBytes(body: Body): Uint8Array<ArrayBuffer> {
  return body.type === 'text' ? utf8Bytes(body.text) : uint32Bytes(body.upTo)
}

/** seq u32 | time u64, milliseconds | receipt token 16 | type u8 | body: UTF-8 text, or u32 of the last seq read. Big-endian. */
export function contentToBytes(content: Content): Uint8Array<ArrayBuffer> {
  return concatBytes(
    uint32Bytes(content.seq),
    uint64Bytes(content.sentAt),
    textToBytes(content.receiptToken),
    Uint8Array.of(TYPES[content.body.type]),
    bodyToBytes(content.body),
  )
}

function bytesToBody(type: number | undefined, bytes: Uint8Array<ArrayBuffer>): Body | undefined {
  if (type === TYPES.text) {
    const text = utf8Text(bytes)
    return v.is(Text, text) ? { type: 'text', text } : undefined
  }
  if (type !== TYPES.read || bytes.length !== 4) return undefined
  return { type: 'read', upTo: new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) }
}

/** Reads it back; undefined when out of range. Throws on a text that is not UTF-8. */
export function bytesToContent(bytes: Uint8Array<ArrayBuffer>): Content | undefined {
  if (bytes.length < HEAD_LENGTH) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, HEAD_LENGTH)
  const seq = view.getUint32(0)
  const sentAt = Number(view.getBigUint64(4))
  const body = bytesToBody(bytes[28], bytes.subarray(HEAD_LENGTH))
  if (seq === 0 || sentAt > LAST_MOMENT || !body) return undefined
  return { seq, sentAt, receiptToken: bytesToText(bytes.subarray(12, 28)), body }
}
