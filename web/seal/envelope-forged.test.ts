import fc from 'fast-check'
import * as v from 'valibot'
import { beforeAll, describe, expect, it } from 'vitest'
import { concatBytes, textToBytes } from '../../protocol/bytes.ts'
import { outerToBytes } from '../../protocol/envelope.ts'
import { IdentityKey } from '../../protocol/identity-key.ts'
import { mailStatement } from '../../protocol/statements.ts'
import { tuple } from '../../protocol/tuple.ts'
import { contentToBytes } from './content.ts'
import { generateSigningPair, sign } from './ed25519.ts'
import { sealEnvelope } from './envelope.ts'
import { mailInfo, suite } from './hpke.ts'
import { pad } from './padding.ts'
import { createPerson, messageId, openAt, outerOf, plainText, type TestPerson } from './testing/people.ts'
import { UNIVERSAL_SIGNATURE, WEAK_KEYS } from './testing/weak-keys.ts'
import { importPrekey } from './x25519.ts'

let alice: TestPerson
let bob: TestPerson
let mallory: TestPerson

beforeAll(async () => {
  ;[alice, bob, mallory] = await Promise.all([createPerson('alice'), createPerson('bob'), createPerson('mallory')])
})

const fromAlice = () => alice.sealer.seal(plainText('hello'), bob.bundle)

describe('what does not open', () => {
  it('one bit changed in any byte', async () => {
    const envelope = await fromAlice()
    for (const [index, byte] of envelope.entries()) {
      for (const bit of [0x01, 0x80]) {
        const result = await openAt(bob, envelope.with(index, byte ^ bit), alice.sealer.identityKey)
        expect(result.ok, `byte ${index}`).toBe(false)
      }
    }
  })

  it('an outer header other than that of the envelope', async () => {
    const envelope = await fromAlice()
    const outer = { ...outerOf(envelope), id: messageId(8) }
    const result = await bob.sealer.open(envelope, outer, alice.sealer.identityKey)
    expect(result).toEqual({ ok: false, reason: 'forged' })
    for (let index = 0; index < 54; index++) {
      const changed = envelope.with(index, (envelope[index] ?? 0) ^ 1)
      const answer = await bob.sealer.open(changed, outerOf(envelope), alice.sealer.identityKey)
      expect(answer).toEqual({ ok: false, reason: 'forged' })
    }
  })

  it('what alice herself sealed from or to a wrong device, with a wrong info, with seq 0 or a time that is no date', async () => {
    const prekey = { key: bob.bundle.prekey.key, publicKey: await importPrekey(textToBytes(bob.bundle.prekey.key)) }
    const record = await alice.keyStore.identity()
    if (!record) throw new Error('no identity')
    const of = {
      outer: outerOf(await fromAlice()),
      content: plainText('hello'),
      from: alice.sealer.identityKey,
      to: bob.sealer.identityKey,
      prekey,
      sign: (statement: Uint8Array<ArrayBuffer>) => sign(record.privateKey, statement),
    }
    expect(await openAt(bob, await sealEnvelope(of), of.from)).toMatchObject({ ok: true })
    for (const device of [{ toDevice: mallory.sealer.device }, { fromDevice: mallory.sealer.device }]) {
      const elsewhere = { ...of, outer: { ...of.outer, ...device } }
      expect(await openAt(bob, await sealEnvelope(elsewhere), of.from)).toEqual({ ok: false, reason: 'forged' })
    }
    const unnumbered = { ...of, content: { ...of.content, seq: 0 } }
    expect(await openAt(bob, await sealEnvelope(unnumbered), of.from)).toEqual({ ok: false, reason: 'forged' })
    for (const [sentAt, ok] of [
      [8.64e15, true],
      [8.64e15 + 1, false],
    ] as const) {
      expect(Number.isNaN(new Date(sentAt).getTime())).toBe(!ok)
      const timed = { ...of, content: { ...of.content, sentAt } }
      expect((await openAt(bob, await sealEnvelope(timed), of.from)).ok).toBe(ok)
    }

    const outer = outerToBytes(of.outer)
    const body = contentToBytes(of.content)
    const signature = await of.sign(mailStatement({ ...of, prekey: prekey.key, outer, body }))
    const padded = pad(concatBytes(textToBytes(signature), body))
    for (const [info, ok] of [
      [mailInfo(of), true],
      [mailInfo({ from: of.to, to: of.from }), false],
      [mailInfo({ from: mallory.sealer.identityKey, to: of.to }), false],
      [tuple('vc/mail/v1'), false],
      [new Uint8Array(), false],
    ] as const) {
      const { enc, ct } = await suite.seal({ recipientPublicKey: prekey.publicKey, info }, padded, outer)
      const envelope = concatBytes(outer, new Uint8Array(enc), new Uint8Array(ct))
      expect((await openAt(bob, envelope, of.from)).ok).toBe(ok)
    }
  })

  it('any other bytes', async () => {
    const envelope = await fromAlice()
    const outer = outerOf(envelope)
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 500 }), fc.boolean(), async (noise, keepOuter) => {
        const hostile = keepOuter ? concatBytes(outerToBytes(outer), noise) : noise
        const result = await bob.sealer.open(hostile, outer, alice.sealer.identityKey)
        expect(result).toEqual({ ok: false, reason: 'forged' })
      }),
    )
    for (const length of [0, 1, 53, 54, 86, envelope.length - 1]) {
      const result = await bob.sealer.open(envelope.subarray(0, length), outer, alice.sealer.identityKey)
      expect(result).toEqual({ ok: false, reason: 'forged' })
    }
  })

  it('a sender who is not expected, and one who claims to be another', async () => {
    const envelope = await fromAlice()
    expect(await openAt(bob, envelope, mallory.sealer.identityKey)).toEqual({ ok: false, reason: 'forged' })
    const forged = await sealEnvelope({
      outer: outerOf(envelope),
      content: plainText('I am alice'),
      from: alice.sealer.identityKey,
      to: bob.sealer.identityKey,
      prekey: { key: bob.bundle.prekey.key, publicKey: await importPrekey(textToBytes(bob.bundle.prekey.key)) },
      sign: async (statement) => await sign((await generateSigningPair(false)).privateKey, statement),
    })
    expect(await openAt(bob, forged, alice.sealer.identityKey)).toEqual({ ok: false, reason: 'forged' })
  })

  it('what the recipient passes on to a third as if it were sealed to him', async () => {
    const envelope = await fromAlice()
    const outer = { ...outerOf(envelope), toDevice: mallory.sealer.device }
    const passedOn = concatBytes(outerToBytes(outer), envelope.subarray(54))
    expect(await openAt(mallory, passedOn, alice.sealer.identityKey)).toEqual({ ok: false, reason: 'forged' })
  })

  it('a body that the schema of texts refuses, though rightly signed', async () => {
    for (const text of ['', 'x'.repeat(8193)]) {
      const envelope = await alice.sealer.seal(plainText(text), bob.bundle)
      expect(await openAt(bob, envelope, alice.sealer.identityKey)).toEqual({ ok: false, reason: 'forged' })
    }
  })

  it('content of no known shape inside a proper encryption', async () => {
    const outer = outerOf(await fromAlice())
    const recipientPublicKey = await importPrekey(textToBytes(bob.bundle.prekey.key))
    const info = mailInfo({ from: alice.sealer.identityKey, to: bob.sealer.identityKey })
    for (const padded of [new Uint8Array(160), pad(new Uint8Array(10)), pad(new Uint8Array(64)), new Uint8Array(7)]) {
      const { enc, ct } = await suite.seal({ recipientPublicKey, info }, padded, outerToBytes(outer))
      const envelope = concatBytes(outerToBytes(outer), new Uint8Array(enc), new Uint8Array(ct))
      const result = await bob.sealer.open(envelope, outer, alice.sealer.identityKey)
      expect(result).toEqual({ ok: false, reason: 'forged' })
    }
  })

  it.each(WEAK_KEYS)('a sender with the weak key %s', async (weak) => {
    expect(v.is(IdentityKey, weak)).toBe(false)
    const from = weak as IdentityKey
    const envelope = await sealEnvelope({
      outer: { ...outerOf(await fromAlice()), fromDevice: await bob.sealer.deviceOf(from) },
      content: plainText('anybody could have signed this'),
      from,
      to: bob.sealer.identityKey,
      prekey: { key: bob.bundle.prekey.key, publicKey: await importPrekey(textToBytes(bob.bundle.prekey.key)) },
      sign: async () => UNIVERSAL_SIGNATURE,
    })
    expect(await openAt(bob, envelope, from)).toEqual({ ok: false, reason: 'forged' })
  })
})
