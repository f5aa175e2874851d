import { expect, test } from 'vitest'
import { avatarLetters } from './avatar-letters.ts'

test.each([
  ['bob', 'b'],
  ['s1.11', 's11'],
  ['s11.1', 's1'],
  ['jose.garcia', 'j'],
  ['ann1987', 'a87'],
  ['42', '42'],
  ['7up', '7'],
])('%s is %s', (name, letters) => {
  expect(avatarLetters(name)).toBe(letters)
})
