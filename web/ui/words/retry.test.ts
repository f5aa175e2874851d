import { expect, test } from 'vitest'
import { retryWords } from './retry.ts'

test.each([
  [null, 0, 'Trying…'],
  [5_000, 0, 'Next try in 5 s'],
  [5_000, 4_001, 'Next try in 1 s'],
  [5_000, 9_000, 'Next try in 1 s'],
])('retry at %s, now %s: %s', (retryAt, now, words) => {
  expect(retryWords(retryAt, now)).toBe(words)
})
