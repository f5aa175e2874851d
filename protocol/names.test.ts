import { describe, expect, it } from 'vitest'
import * as v from 'valibot'
import { canonicalName, parseName, skeleton, UserName } from './names.ts'

describe('a typed name', () => {
  it.each([
    ['Alice', 'alice'],
    ['  bob ', 'bob'],
    ['Ａｌｉｃｅ', 'alice'],
    ['x_1.y-z', 'x_1.y-z'],
  ])('%j is shown as %j', (typed, name) => {
    expect(parseName(typed)).toEqual({ ok: true, name })
  })

  it.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['a', 'too-short'],
    ['a'.repeat(33), 'too-long'],
    ['аlice', 'bad-characters'],
    ['ali\u200bce', 'bad-characters'],
    ['_alice', 'bad-characters'],
    ['al ice', 'bad-characters'],
    ['Everyone', 'reserved'],
    ['adm1n', 'reserved'],
    ['sys.tem', 'reserved'],
    ['5erver'.replace('5', 's'), 'reserved'],
  ])('%j is refused: %s', (typed, problem) => {
    expect(parseName(typed)).toEqual({ ok: false, problem })
    expect(v.is(UserName, canonicalName(typed))).toBe(false)
  })
})

it('a skeleton is the same for names that look alike', () => {
  expect(skeleton('limes11')).toBe(skeleton('Iimes11'.toLowerCase()))
  expect(skeleton('rnary')).toBe(skeleton('mary'))
  expect(skeleton('b0b')).toBe(skeleton('bo.b'))
  expect(skeleton('bob')).not.toBe(skeleton('rob'))
})
