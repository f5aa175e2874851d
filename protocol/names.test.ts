import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as v from 'valibot'
import { canonicalName, parseName, plainName, skeleton, UserName } from './names.ts'

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
    ['Server', 'reserved'],
  ])('%j is refused: %s', (typed, problem) => {
    expect(parseName(typed)).toEqual({ ok: false, problem })
    expect(v.is(UserName, canonicalName(typed))).toBe(false)
  })
})

it.each([
  ['José García', 'jose.garcia'],
  [' Anna  Müller ', 'anna.muller'],
  ['nguyễn_văn_a', 'nguyen_van_a'],
  ["O'Brien", 'o.brien'],
  ['🦊 tom 👍🏽', 'tom'],
  ['_alice', 'alice'],
  // Without the letter that has no accent to take off it would be somebody else's name.
  ['Łukasz', undefined],
  ['محمد', undefined],
  ['李雷', undefined],
  ['ad min', undefined],
  ['é', undefined],
])('%j may be spelled %j', (typed, name) => {
  expect(plainName(typed)).toBe(name)
})

it('a skeleton is the same for names that look alike', () => {
  expect(skeleton('limes11')).toBe(skeleton('Iimes11'.toLowerCase()))
  expect(skeleton('rnary')).toBe(skeleton('mary'))
  expect(skeleton('b0b')).toBe(skeleton('bo.b'))
  expect(skeleton('bob')).not.toBe(skeleton('rob'))
})

it('reserves exactly the names with the skeleton of a reserved one', () => {
  const reserved = ['admin', 'system', 'server', 'support', 'everyone']
  const skeletons = new Set(reserved.map(skeleton))
  const spelled: Record<string, readonly string[]> = { m: ['m', 'rn', 'r.n', 'r'], i: ['i', '1', 'l'], o: ['o', '0'] }
  const one = (letter: string) =>
    fc.tuple(fc.constantFrom(...(spelled[letter] ?? [letter])), fc.constantFrom('', '', '', '_', '.-', 'n'))
  const alike = fc
    .constantFrom(...reserved)
    .chain((name) => fc.tuple(...Array.from(name, one)))
    .map((letters) => letters.flat().join(''))
  let met = 0
  fc.assert(
    fc.property(alike, (name) => {
      const isReserved = skeletons.has(skeleton(name))
      if (isReserved) met += 1
      expect(v.is(UserName, name)).toBe(!isReserved)
    }),
    { numRuns: 3000 },
  )
  expect(met).toBeGreaterThan(100)
})
