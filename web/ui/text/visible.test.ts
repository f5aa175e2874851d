import { expect, test } from 'vitest'
import { isFewEmoji, isLong, previewText, visibleText } from './visible.ts'

test('overrides and control characters are not shown', () => {
  expect(visibleText('user\u202Efdp.exe')).toBe('userfdp.exe')
  expect(visibleText('a\u0000b\u001B[31mc\tline\r\nnext\u2066x\u2069')).toBe('ab[31mc\tline\nnextx')
})

test('right-to-left text and joined emoji stay as they are', () => {
  expect(visibleText('שלום עולם 👩‍👩‍👧‍👦')).toBe('שלום עולם 👩‍👩‍👧‍👦')
})

test('a letter keeps the marks that languages put on it, and no pile of them', () => {
  const tibetan = '\u0F66\u0F92\u0FB2\u0F74\u0F56\u0F66'
  expect(visibleText(tibetan)).toBe(tibetan)
  expect(visibleText(`a${'\u0301'.repeat(8)}`)).toHaveLength(9)
  expect(visibleText(`za${'\u0301'.repeat(500)}lgo${'\u0323\u0301'.repeat(500)}`)).toBe(
    `za${'\u0301'.repeat(8)}lgo${'\u0323\u0301'.repeat(4)}`,
  )
})

test('a preview is one short line', () => {
  expect(previewText('one\n\n  two\tthree')).toBe('one two three')
  expect(previewText('x'.repeat(1_000))).toHaveLength(160)
})

test.each([
  ['loses the line in the **second bend**.', 'loses the line in the second bend.'],
  ['```js\nconst a = 1\n```', 'const a = 1'],
  ['> quoted\n\nwith `code`, *this* and ~~that~~', 'quoted with code, this and that'],
  ['>short\n>\n> quote', 'short quote'],
  ['>:( 2 > 1', '>:( 2 > 1'],
  ['2 * 3 * 4 and a*b*c', '2 * 3 * 4 and a*b*c'],
])('a preview of %j has no Markdown', (text, preview) => {
  expect(previewText(text)).toBe(preview)
})

test.each([
  ['👍', true],
  ['👩‍👩‍👧‍👦 🏳️‍🌈', true],
  ['❤️', true],
  ['👍👍👍👍👍', false],
  ['12', false],
  ['ok 👍', false],
  ['', false],
])('%s alone is large: %s', (text, large) => {
  expect(isFewEmoji(text)).toBe(large)
})

test('long is many characters or many lines', () => {
  expect(isLong('short')).toBe(false)
  expect(isLong('x'.repeat(2_000))).toBe(true)
  expect(isLong('x\n'.repeat(30))).toBe(true)
})
