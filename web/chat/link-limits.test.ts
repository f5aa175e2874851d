import { expect, it } from 'vitest'
import { createLinkLimits } from './link-limits.ts'

let now = 0
const limits = () => createLinkLimits(() => now)

/** Bytes that are taken of letters of one size, one every so many ms. */
function taken(letters: number, bytes: number, every: number): number {
  const { letter } = limits()
  let sum = 0
  for (let sent = 0; sent < letters; sent++) {
    now += every
    if (letter(bytes)) sum += bytes
  }
  return sum
}

it.each([
  [10_000, 2560, 1000 / 600],
  [10_000, 2560, 0],
  [20_000, 512, 0],
  [200, 64 * 1024, 10],
])('takes %i letters of %i bytes, one every %d ms', (letters, bytes, every) => {
  expect(taken(letters, bytes, every)).toBe(letters * bytes)
})

it('takes what a person writes for days on end', () => {
  expect(taken(100_000, 512, 2000)).toBe(100_000 * 512)
})

it.each([100, 262, 4096, 64 * 1024])('takes some tens of megabytes of an hour of letters of %i bytes', (bytes) => {
  const flood = taken(3600 * 200, bytes, 5)
  expect(flood).toBeGreaterThan(4_000_000)
  expect(flood).toBeLessThan(50_000_000)
})
