import { base64urlnopad, utf8 } from '@scure/base'
import * as v from 'valibot'

/** Bytes to unpadded base64url (RFC 4648 §5), the text form of ids, keys and signatures in JSON. */
export function bytesToText(bytes: Uint8Array): string {
  return base64urlnopad.encode(bytes)
}

/** Unpadded base64url to bytes. Throws on anything that is not canonical base64url. */
export function textToBytes(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(base64urlnopad.decode(text))
}

/** UTF-8 bytes of a string. */
export function utf8Bytes(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(utf8.decode(text))
}

/** UTF-8 bytes to a string. Throws on malformed UTF-8. */
export function utf8Text(bytes: Uint8Array): string {
  return utf8.encode(bytes)
}

/** Whether two byte strings are equal. Not constant-time: never use it on secrets. */
export function bytesEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index])
}

/** Joins byte strings. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    joined.set(part, offset)
    offset += part.length
  }
  return joined
}

/** What the last character may be, by length modulo 3: its unused bits must be zero. */
const LAST_CHARACTER = ['[\\w-]', '[AQgw]', '[AEIMQUYcgkosw048]'] as const

/** Schema: canonical base64url of exactly `length` bytes. One value has one spelling, so it can be compared and used as a key. */
export function fixedBytes(length: number) {
  const characters = Math.ceil((length * 4) / 3)
  // Checked by form and not decoded, because every letter has four such texts.
  const spelling = new RegExp(`^[\\w-]{${characters - 1}}${LAST_CHARACTER[length % 3]}$`)
  return v.pipe(
    v.string(),
    v.length(characters),
    v.check((text) => spelling.test(text), `expected ${length} bytes in base64url`),
  )
}

/**
 * Schema: one binary attachment of at most `maxLength` bytes. Socket.IO gives an ArrayBuffer in browsers and a Buffer in
 * Node. The bytes are not copied: that would cost the server more than reading them.
 */
export function binary(maxLength: number) {
  return v.pipe(
    v.union([v.instance(Uint8Array), v.instance(ArrayBuffer)]),
    v.transform((value) =>
      value instanceof ArrayBuffer
        ? new Uint8Array(value)
        : new Uint8Array(value.buffer, value.byteOffset, value.length),
    ),
    v.check((bytes) => bytes.length <= maxLength, `expected at most ${maxLength} bytes`),
  )
}
