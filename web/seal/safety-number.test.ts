import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { textToBytes } from '../../protocol/bytes.ts'
import { tuple } from '../../protocol/tuple.ts'
import { joinDigits, partyDigits } from './safety-number.ts'
import { createPerson } from './testing/people.ts'

describe('safety number', () => {
  it('is 60 digits, equal on both sides, and another for any other pair', async () => {
    const [alice, bob, carol] = await Promise.all(['alice', 'bob', 'carol'].map((name) => createPerson(name)))
    if (!alice || !bob || !carol) throw new Error('nobody there')
    const number = await alice.sealer.safetyNumber(bob.bundle)
    expect(number).toMatch(/^\d{60}$/)
    expect(await bob.sealer.safetyNumber(alice.bundle)).toBe(number)
    expect(await bob.sealer.safetyNumber(carol.bundle)).not.toBe(number)
    expect(await alice.sealer.safetyNumber({ ...bob.bundle, identityKey: carol.sealer.identityKey })).not.toBe(number)
    expect(await alice.sealer.safetyNumber({ ...bob.bundle, name: carol.name })).not.toBe(number)
  })

  it('is the hash chain that its comment describes', async () => {
    const { name, sealer } = await createPerson('alice')
    const key = textToBytes(sealer.identityKey)
    let hash: Uint8Array = tuple('vc/safety/v1', key, name)
    for (let round = 0; round < 5200; round++) hash = createHash('sha512').update(hash).update(key).digest()
    const groups = [0, 5, 10, 15, 20, 25].map((at) => Buffer.from(hash).readUIntBE(at, 5) % 100_000)
    const expected = groups.map((group) => String(group).padStart(5, '0')).join('')
    expect(await partyDigits({ name, identityKey: sealer.identityKey })).toBe(expected)
    expect(joinDigits('2', '1')).toBe('12')
  })
})
