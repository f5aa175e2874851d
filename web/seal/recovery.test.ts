import { describe, expect, it } from 'vitest'
import { bytesToText } from '../../protocol/bytes.ts'
import { parsePhrase, seedToPhrase } from './phrase.ts'
import { createPerson, eachByteChanged } from './testing/people.ts'
import { hexToBytes } from './testing/weak-keys.ts'

/** 256-bit vectors of BIP-39. */
const VECTORS = [
  ['00', `${'abandon '.repeat(23)}art`],
  [
    '7f',
    'legal winner thank year wave sausage worth useful legal winner thank year wave sausage worth useful legal winner thank year wave sausage worth title',
  ],
  [
    '80',
    'letter advice cage absurd amount doctor acoustic avoid letter advice cage absurd amount doctor acoustic avoid letter advice cage absurd amount doctor acoustic bless',
  ],
  ['ff', `${'zoo '.repeat(23)}vote`],
] as const
const ZERO_PHRASE = VECTORS[0][1]

describe('phrases', () => {
  it.each(VECTORS)('32 × %s is its BIP-39 vector, both ways', (byte, phrase) => {
    const seed = hexToBytes(byte.repeat(32))
    expect(seedToPhrase(seed)).toBe(phrase)
    expect(parsePhrase(phrase)).toEqual({ ok: true, phrase, seed })
  })

  it('are read in any case and spacing', () => {
    const typed = `  ${ZERO_PHRASE.toUpperCase().replaceAll(' ', ' \n\t ')} `
    expect(parsePhrase(typed)).toMatchObject({ ok: true, phrase: ZERO_PHRASE })
  })

  it.each([
    ['a number and a full stop', (word: string, index: number) => `${index + 1}. ${word}\n`],
    ['a number as the page shows it', (word: string, index: number) => `${index + 1} ${word} `],
    ['a comma', (word: string) => `${word}, `],
  ])('are read with %s at each word', (_, note) => {
    const typed = ZERO_PHRASE.split(' ').map(note).join('')
    expect(parsePhrase(typed)).toMatchObject({ ok: true, phrase: ZERO_PHRASE })
  })

  it.each([
    ['', 'count'],
    ['abandon '.repeat(12), 'count'],
    [`${'abandon '.repeat(11)}about`, 'count'],
    [`${ZERO_PHRASE} art`, 'count'],
    ['abandon '.repeat(24), 'checksum'],
    [ZERO_PHRASE.replace('art', 'arts'), { unknownWord: 'arts' }],
    ['abandon abandom', { unknownWord: 'abandom' }],
    ['constructor', { unknownWord: 'constructor' }],
  ])('%j: what is wrong is told', async (typed, problem) => {
    expect(parsePhrase(typed)).toEqual({ ok: false, problem })
    expect(await (await createPerson('alice')).sealer.phraseProblem(typed)).toEqual(problem)
  })
})

describe('recovery', () => {
  it('makes another valid phrase each time', async () => {
    const { sealer } = await createPerson('alice')
    const phrases = await Promise.all(Array.from({ length: 8 }, () => sealer.createPhrase()))
    expect(new Set(phrases).size).toBe(8)
    for (const phrase of phrases) expect(await sealer.phraseProblem(phrase)).toBeUndefined()
  })

  it('endorses the key whose seed the phrase is, made here or not', async () => {
    const { sealer } = await createPerson('alice')
    const zeroKey = '3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29'
    expect((await sealer.endorseRecovery(ZERO_PHRASE)).key).toBe(bytesToText(hexToBytes(zeroKey)))
    const phrase = await sealer.createPhrase()
    const elsewhere = await (await createPerson('alice')).sealer.endorseRecovery(phrase)
    expect((await sealer.endorseRecovery(phrase.toUpperCase())).key).toBe(elsewhere.key)
    await expect(sealer.endorseRecovery('abandon')).rejects.toThrow()
  })

  it('puts the new key in the place of the old, and goes on working', async () => {
    const [lost, heir, reader] = await Promise.all([createPerson('alice'), createPerson('alice'), createPerson('bob')])
    const phrase = await lost.sealer.createPhrase()
    const recovery = await lost.sealer.endorseRecovery(phrase)
    const proof = await heir.sealer.succeed(phrase, { identityKey: lost.sealer.identityKey, recovery })
    if (!proof) throw new Error('refused')
    const renewed = { key: recovery.key, endorsement: proof.nextEndorsement }
    const bundle = { ...heir.bundle, recovery: renewed, lineage: [proof.succession] }
    expect(proof.succession).toMatchObject({ from: lost.sealer.identityKey, to: heir.sealer.identityKey, recovery })
    expect(await reader.sealer.verifyBundle(bundle)).toBeUndefined()
  })

  it('does not by another phrase, nor for a recovery key that the lost key did not endorse', async () => {
    const [lost, heir] = await Promise.all([createPerson('alice'), createPerson('alice')])
    const phrase = await lost.sealer.createPhrase()
    const recovery = await lost.sealer.endorseRecovery(phrase)
    const { identityKey } = lost.sealer
    expect(await heir.sealer.succeed(ZERO_PHRASE, { identityKey, recovery })).toBeUndefined()
    expect(await heir.sealer.succeed('abandon', { identityKey, recovery })).toBeUndefined()
    for (const endorsement of eachByteChanged(recovery.endorsement)) {
      const changed = { identityKey, recovery: { ...recovery, endorsement } }
      expect(await heir.sealer.succeed(phrase, changed)).toBeUndefined()
    }
    for (const key of eachByteChanged(recovery.key)) {
      const changed = { identityKey, recovery: { ...recovery, key } }
      expect(await heir.sealer.succeed(phrase, changed)).toBeUndefined()
    }
    const other = await createPerson('mallory')
    expect(await other.sealer.succeed(phrase, { identityKey, recovery })).toBeUndefined()
  })
})
