import { expect, test } from 'vitest'
import { isForInputMethod } from './input-method.ts'

test.each([
  { browser: 'Chromium and Firefox', isComposing: true, keyCode: 229, expected: true },
  { browser: 'Safari, whose composition has just ended', isComposing: false, keyCode: 229, expected: true },
  { browser: 'any, nothing composed', isComposing: false, keyCode: 13, expected: false },
])('Enter in $browser', ({ expected, ...event }) => {
  expect(isForInputMethod(event)).toBe(expected)
})
