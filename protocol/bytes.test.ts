import fc from 'fast-check'
import * as v from 'valibot'
import { expect, it } from 'vitest'
import { binary, bytesToText, fixedBytes, textToBytes } from './bytes.ts'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** What the schema promises, by decoding and encoding again. */
function isCanonical(text: string, length: number): boolean {
  try {
    const bytes = textToBytes(text)
    return bytes.length === length && bytesToText(bytes) === text
  } catch {
    return false
  }
}

it.each([16, 32, 64, 33])('takes the one spelling of %i bytes and no other', (length) => {
  const schema = fixedBytes(length)
  const bytes = fc.uint8Array({ minLength: length, maxLength: length })
  fc.assert(fc.property(bytes, (some) => v.is(schema, bytesToText(some))))
  const start = bytesToText(new Uint8Array(length).fill(0xa5)).slice(0, -1)
  for (const last of [...ALPHABET.split(''), '=', '+', '/', '\n', 'é', '']) {
    expect(v.is(schema, start + last), last).toBe(isCanonical(start + last, length))
  }
  for (const text of [`${start}A\n`, `\n${start}A`, `${start.slice(1)}A`, `${start}AA`, `+${start.slice(1)}A`]) {
    expect(v.is(schema, text)).toBe(false)
  }
})

it('takes of an attachment its own bytes, wherever in memory they lie, and not too many', () => {
  const memory = Uint8Array.from({ length: 32 }, (_, place) => place)
  const schema = binary(4)
  expect(v.parse(schema, memory.subarray(8, 12))).toEqual(Uint8Array.of(8, 9, 10, 11))
  expect(v.parse(schema, memory.slice(8, 12).buffer)).toEqual(Uint8Array.of(8, 9, 10, 11))
  expect(v.is(schema, memory.subarray(8, 13))).toBe(false)
})
