import { expect, it } from 'vitest'
import { systemRandom } from './system.ts'

it('gives random bytes once, to one alone, in any number', () => {
  const taken = Array.from({ length: 1000 }, () => systemRandom(32))
  expect(new Set(taken.map((bytes) => Buffer.from(bytes).toString('hex'))).size).toBe(1000)
  // Memory of its own: who has it cannot reach what others get.
  expect(new Set(taken.map(({ buffer }) => buffer)).size).toBe(1000)
  expect(taken.every(({ length, buffer }) => length === 32 && buffer.byteLength === 32)).toBe(true)
  expect([0, 1, 4095, 4096, 10_000].map((length) => systemRandom(length).length)).toEqual([0, 1, 4095, 4096, 10_000])
  expect(systemRandom(10_000).subarray(-32).some(Boolean)).toBe(true)
})
