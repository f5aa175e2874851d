import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { hexToBytes, SMALL_ORDER } from '../web/seal/testing/weak-keys.ts'
import { IdentityKey, isWeakKey } from './identity-key.ts'

describe('isWeakKey', () => {
  it.each(SMALL_ORDER)('refuses small-order %s', (key) => {
    expect(isWeakKey(hexToBytes(key))).toBe(true)
  })

  it('refuses y = p + 2, a second spelling of an ordinary y', () => {
    expect(isWeakKey(hexToBytes('ef' + 'ff'.repeat(30) + '7f'))).toBe(true)
  })

  it('takes the public key of RFC 8032 test 1', () => {
    expect(isWeakKey(hexToBytes('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a'))).toBe(false)
  })
})

it('refuses text that is no base64url at all, without throwing', () => {
  expect(v.is(IdentityKey, 'no key')).toBe(false)
  expect(v.is(IdentityKey, ' '.repeat(43))).toBe(false)
})
