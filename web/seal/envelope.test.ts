import fc from 'fast-check'
import * as v from 'valibot'
import { beforeAll, describe, expect, it } from 'vitest'
import { bytesToText, textToBytes } from '../../protocol/bytes.ts'
import { ENCAPSULATION_LENGTH, OUTER_LENGTH } from '../../protocol/envelope.ts'
import { Text } from '../../protocol/group.ts'
import { receiptStatement } from '../../protocol/statements.ts'
import type { Body } from '../chat/ports/sealer.ts'
import { createPerson, openAt, outerOf, plainText, type TestPerson } from './testing/people.ts'

let alice: TestPerson
let bob: TestPerson

beforeAll(async () => {
  ;[alice, bob] = await Promise.all([createPerson('alice'), createPerson('bob')])
})

const fromAlice = () => alice.sealer.seal(plainText('hello'), bob.bundle)

describe('seal and open', () => {
  it('gives back what was sealed, with the proof the sender expects', async () => {
    const plain = plainText('hello \u{1f600}')
    const result = await openAt(bob, await alice.sealer.seal(plain, bob.bundle), alice.sealer.identityKey)
    const proof = await alice.sealer.receiptProof(plain)
    const token = textToBytes(plain.receiptToken)
    const hash = await crypto.subtle.digest('SHA-256', receiptStatement({ token, id: plain.id }))
    expect(proof).toBe(bytesToText(new Uint8Array(hash)))
    expect(result).toEqual({ ok: true, opened: { ...plain, proof } })
  })

  it('keeps any text, seq, time and mark of having read', async () => {
    const unit = fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }).filter((one) => v.is(Text, one))
    const text = fc.string({ unit, minLength: 1, maxLength: 300 })
    const body: fc.Arbitrary<Body> = fc.oneof(
      text.map((value) => ({ type: 'text' as const, text: value })),
      fc.nat({ max: 0xffff_ffff }).map((upTo) => ({ type: 'read' as const, upTo })),
    )
    const seq = fc.integer({ min: 1, max: 0xffff_ffff })
    await fc.assert(
      fc.asyncProperty(body, seq, fc.integer({ min: 0, max: 8.64e15 }), async (said, number, sentAt) => {
        const plain = { ...plainText(''), seq: number, sentAt, body: said }
        const result = await openAt(bob, await alice.sealer.seal(plain, bob.bundle), alice.sealer.identityKey)
        expect(result).toMatchObject({ ok: true, opened: plain })
      }),
      { numRuns: 60 },
    )
  })

  it.each([
    [1, 262],
    [66, 262],
    [67, 422],
    [100, 422],
    [8192, 12390],
  ])('makes %i bytes of text %i bytes long', async (length, total) => {
    expect(await alice.sealer.seal(plainText('x'.repeat(length)), bob.bundle)).toHaveLength(total)
  })

  it('never makes the same bytes twice', async () => {
    expect(await fromAlice()).not.toEqual(await fromAlice())
  })

  it('uses what it prepared for one message only', async () => {
    const dora = await createPerson('dora')
    await dora.sealer.prepare(bob.bundle)
    await dora.sealer.prepare(bob.bundle)
    const envelopes = await Promise.all([1, 2, 3].map(() => dora.sealer.seal(plainText('hello'), bob.bundle)))
    const keys = envelopes.map((bytes) =>
      bytesToText(bytes.subarray(OUTER_LENGTH, OUTER_LENGTH + ENCAPSULATION_LENGTH)),
    )
    expect(new Set(keys).size).toBe(3)
    for (const envelope of envelopes)
      expect(await openAt(bob, envelope, dora.sealer.identityKey)).toMatchObject({ ok: true })
  })

  it('seals to the prekey of today what was prepared for that of yesterday', async () => {
    let now = 0
    const dora = await createPerson('dora', () => now)
    await alice.sealer.prepare(dora.bundle)
    now = 25 * 3600_000
    const { prekey } = await dora.sealer.currentPrekey(0)
    expect(prekey.id).toBeGreaterThan(dora.bundle.prekey.id)
    await dora.sealer.destroyPrekeys(dora.bundle.prekey.id)
    const envelope = await alice.sealer.seal(plainText('hello'), { ...dora.bundle, prekey })
    expect(await openAt(dora, envelope, alice.sealer.identityKey)).toMatchObject({ ok: true })
  })
})

describe('prekeys in use', () => {
  it('answers no-prekey when the private half is gone', async () => {
    const carol = await createPerson('carol')
    const envelope = await alice.sealer.seal(plainText('too late'), carol.bundle)
    await carol.sealer.destroyPrekeys(carol.bundle.prekey.id)
    const result = await openAt(carol, envelope, alice.sealer.identityKey)
    expect(result).toEqual({ ok: false, reason: 'no-prekey' })
  })

  it('rejects, and calls nothing forged, when the store fails', async () => {
    const carol = await createPerson('carol')
    const envelope = await alice.sealer.seal(plainText('hello'), carol.bundle)
    const outer = { ...outerOf(envelope), prekeyId: 99 }
    carol.keyStore.prekeys = async () => {
      throw new Error('disk')
    }
    await expect(carol.sealer.open(envelope, outer, alice.sealer.identityKey)).rejects.toThrow('disk')
  })
})
