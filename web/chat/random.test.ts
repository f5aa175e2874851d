import { expect, it } from 'vitest'
import { bytesToText, textToBytes } from '../../protocol/bytes.ts'
import { newMessageId } from './random.ts'

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll('-', ''), 'hex'))

it('mints the UUID of version 7 that RFC 9562 has as its example (appendix A.6)', () => {
  const random = hex('FFFFFFFF-FFFF-FCC3-D8C4-DC0C0C07398F')
  const id = newMessageId(() => random, Date.parse('2022-02-22T14:22:22-05:00'))
  expect(id).toBe(bytesToText(hex('017F22E2-79B0-7CC3-98C4-DC0C0C07398F')))
})

it('mints ids whose bytes are in order of time and differ within a millisecond', () => {
  const random = (length: number) => crypto.getRandomValues(new Uint8Array(length))
  const times = [0, 1, 255, 256, 2 ** 32 - 1, 2 ** 32, 1_795_000_000_000, 1_795_000_000_001]
  const ids = times.map((at) => Buffer.from(textToBytes(newMessageId(random, at))))
  expect(ids.toSorted((a, b) => a.compare(b))).toEqual(ids)
  expect(new Set(Array.from({ length: 1000 }, () => newMessageId(random, 7)))).toHaveLength(1000)
})
