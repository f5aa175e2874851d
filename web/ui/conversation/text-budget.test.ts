import { expect, test } from 'vitest'
import { textBudget } from './text-budget.ts'

test.each([
  ['x'.repeat(7_600), { over: false, words: '' }],
  ['x'.repeat(8_091), { over: false, words: '101 bytes left' }],
  ['x'.repeat(8_192), { over: false, words: '0 bytes left' }],
  ['x'.repeat(8_193), { over: true, words: 'Too long by 1 byte; a message holds 8 KB' }],
  ['€'.repeat(2_731), { over: true, words: 'Too long by 1 byte; a message holds 8 KB' }],
])('the limit counts bytes', (text, budget) => {
  expect(textBudget(text)).toEqual(budget)
})
