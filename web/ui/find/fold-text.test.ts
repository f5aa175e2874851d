import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { foldText, placesIn } from './fold-text.ts'

describe('the same text', () => {
  test.each([
    ['Hello', 'hELLO'],
    ['café', 'CAFE\u0301'],
    ['Straße', 'strasse'],
    ['ΟΔΌΣ', 'οδός'],
    ['İstanbul', 'istanbul'],
    ['ﬁnd ①', 'find 1'],
    ['ｶﾞ', 'ガ'],
    ['שָׁלוֹם', 'שלום'],
    ['مُحَمَّد', 'محمد'],
    ['❤\uFE0F', '❤'],
    ['soft\u00ADhy\u200Bphen', 'softhyphen'],
    ['two\n\twords', 'two words'],
  ])('%j and %j', (one, other) => {
    expect(foldText(one)).toBe(foldText(other))
  })
})

describe('another text', () => {
  test.each([
    ['कि', 'की'],
    ['か', 'が'],
    ['가', '각'],
    ['o', 'ø'],
    ['two words', 'twowords'],
  ])('%j and %j', (one, other) => {
    expect(foldText(other)).not.toContain(foldText(one))
  })
})

/** What is marked in the text. */
function marked(text: string, typed: string): readonly string[] {
  return placesIn(text, foldText(typed)).map(({ from, to }) => text.slice(from, to))
}

test.each([
  ['a Cafe\u0301, the café', 'CAFE', ['Cafe\u0301', 'café']],
  ['one  \n two', 'one two', ['one  \n two']],
  ['Straße', 'S', ['S', 'ß']],
  ['aaaa', 'aa', ['aa', 'aa']],
  ['👩🏽‍💻 and 👩', '👩', ['👩🏽‍💻', '👩']],
  ['한국어', '국', ['국']],
  ['nothing', '', []],
  ['nothing', 'x', []],
])('in %j, %j is %j', (text, typed, expected) => {
  expect(marked(text, typed)).toEqual(expected)
})

test('whatever is part of a text stands somewhere in it', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'B', ' ', '\n', 'é', 'ß', 'ｶ', 'ﾞ', 'कि', '각', '👩🏽‍💻', 'א') })
  fc.assert(
    fc.property(letters, letters, letters, (before, part, after) => {
      const folded = foldText(part)
      fc.pre(folded !== '' && foldText(before + part + after).includes(folded))
      expect(placesIn(before + part + after, folded)).not.toEqual([])
    }),
  )
})
