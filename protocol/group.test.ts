import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { Text } from './group.ts'

describe('a text', () => {
  it.each([
    ['a tab and a line feed', 'one\ttwo\nthree'],
    ['any script', 'é 漢字 \u{1f600} \u2028 \u202E \uFEFF \uFFFF'],
    ['8,192 bytes', 'é'.repeat(4096)],
  ])('has %s', (_, text) => {
    expect(v.is(Text, text)).toBe(true)
  })

  it.each([
    ['nothing', ''],
    ['more than 8,192 bytes', `${'é'.repeat(4096)}x`],
    ['half a character', 'x\uD83D'],
    ['a NUL', 'x\0y'],
    ['another control character', '\u0001'],
    ['a carriage return', 'x\r\ny'],
    ['a delete', '\u007F'],
    ['a control character of Latin-1', '\u0085'],
  ])('has not %s', (_, text) => {
    expect(v.is(Text, text)).toBe(false)
  })
})
