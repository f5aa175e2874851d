import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { IdentityKey, isWeakKey } from './identity-key.ts'

const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'))

/** Every encoding of a point of small order, canonical or not ("Taming the many EdDSAs", table 1 and §3). */
const SMALL_ORDER = [
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000080',
  '0000000000000000000000000000000000000000000000000000000000000000',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  '0100000000000000000000000000000000000000000000000000000000000080',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
]

describe('isWeakKey', () => {
  it.each(SMALL_ORDER)('refuses small-order %s', (key) => {
    expect(isWeakKey(hex(key))).toBe(true)
  })

  it('refuses y = p + 2, a second spelling of an ordinary y', () => {
    expect(isWeakKey(hex('ef' + 'ff'.repeat(30) + '7f'))).toBe(true)
  })

  it('takes the public key of RFC 8032 test 1', () => {
    expect(isWeakKey(hex('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a'))).toBe(false)
  })
})

it('refuses text that is no base64url at all, without throwing', () => {
  expect(v.is(IdentityKey, 'no key')).toBe(false)
  expect(v.is(IdentityKey, ' '.repeat(43))).toBe(false)
})
