import { beforeAll, describe, expect, it } from 'vitest'
import { bytesToText } from '../../protocol/bytes.ts'
import type { IdentityKey } from '../../protocol/identity-key.ts'
import type { Bundle, Succession } from '../../protocol/keys.ts'
import { prekeyStatement, recoveryStatement } from '../../protocol/statements.ts'
import { createPerson, eachByteChanged, type TestPerson } from './testing/people.ts'
import { hexToBytes, UNIVERSAL_SIGNATURE, WEAK_KEYS } from './testing/weak-keys.ts'
import { generateSigningPair, publicKeyBytes, sign } from './ed25519.ts'

let reader: TestPerson
/** Three keys of one name, each the heir of the one before. */
let bundle: Bundle

/** The next key of a name: a new browser with the phrase. */
async function succeed(phrase: string, lost: Bundle): Promise<Bundle> {
  const heir = await createPerson(lost.name)
  if (!lost.recovery) throw new Error('nothing to recover by')
  const proof = await heir.sealer.succeed(phrase, { identityKey: lost.identityKey, recovery: lost.recovery })
  if (!proof) throw new Error('wrong phrase')
  const recovery = { key: lost.recovery.key, endorsement: proof.nextEndorsement }
  return { ...heir.bundle, recovery, lineage: [...lost.lineage, proof.succession] }
}

beforeAll(async () => {
  reader = await createPerson('bob')
  const first = await createPerson('alice')
  const phrase = await first.sealer.createPhrase()
  const recovery = await first.sealer.endorseRecovery(phrase)
  bundle = await succeed(phrase, await succeed(phrase, { ...first.bundle, recovery }))
})

const problem = (changed: Partial<Bundle>) => reader.sealer.verifyBundle({ ...bundle, ...changed })

function withLink(index: number, changed: (link: Succession) => Partial<Succession>): Partial<Bundle> {
  return { lineage: bundle.lineage.map((link, at) => (at === index ? { ...link, ...changed(link) } : link)) }
}

describe('bundles', () => {
  it('verify with and without recovery and lineage', async () => {
    expect(await problem({})).toBeUndefined()
    expect(await problem({ recovery: null })).toBeUndefined()
    expect(await reader.sealer.verifyBundle((await createPerson('carol')).bundle)).toBeUndefined()
  })

  it('do not with any byte of prekey or recovery changed', async () => {
    const { prekey, recovery } = bundle
    if (!recovery) throw new Error('no recovery')
    const changed: Partial<Bundle>[] = [
      ...eachByteChanged(prekey.key).map((key) => ({ prekey: { ...prekey, key } })),
      ...eachByteChanged(prekey.signature).map((signature) => ({ prekey: { ...prekey, signature } })),
      { prekey: { ...prekey, id: prekey.id + 1 } },
      ...eachByteChanged(recovery.key).map((key) => ({ recovery: { ...recovery, key } })),
      ...eachByteChanged(recovery.endorsement).map((endorsement) => ({ recovery: { ...recovery, endorsement } })),
      ...eachByteChanged(bundle.identityKey).map((key) => ({ identityKey: key as IdentityKey })),
      { name: reader.name },
      { identityKey: reader.sealer.identityKey },
    ]
    for (const each of changed) expect(await problem(each), JSON.stringify(each)).toBe('bad-signature')
  })

  it('do not with any byte of a link changed', async () => {
    for (const [at, { recovery, ...link }] of bundle.lineage.entries()) {
      const changed: Partial<Succession>[] = [
        ...eachByteChanged(link.from).map((from) => ({ from: from as IdentityKey })),
        ...eachByteChanged(link.to).map((to) => ({ to: to as IdentityKey })),
        ...eachByteChanged(link.signature).map((signature) => ({ signature })),
        ...eachByteChanged(recovery.key).map((key) => ({ recovery: { ...recovery, key } })),
        ...eachByteChanged(recovery.endorsement).map((endorsement) => ({ recovery: { ...recovery, endorsement } })),
      ]
      for (const each of changed) expect(await problem(withLink(at, () => each))).toBe('broken-lineage')
    }
  })

  it('do not with links missing, repeated, out of order or of another name', async () => {
    const [first, second] = bundle.lineage
    if (!first || !second) throw new Error('no lineage')
    for (const lineage of [[first], [second, first], [first, first, second], [first, second, second]]) {
      expect(await problem({ lineage })).toBe('broken-lineage')
    }
    expect(await problem({ lineage: [second] }), 'a later beginning is a shorter history').toBeUndefined()
  })

  it('do not with a key that comes back, though every link is rightly signed', async () => {
    const [one, other] = await Promise.all([createPerson('alice'), createPerson('alice')])
    const phrase = await one.sealer.createPhrase()
    const recovery = await one.sealer.endorseRecovery(phrase)
    const there = await other.sealer.succeed(phrase, { identityKey: one.sealer.identityKey, recovery })
    if (!there) throw new Error('refused')
    const next = { key: recovery.key, endorsement: there.nextEndorsement }
    const back = await one.sealer.succeed(phrase, { identityKey: other.sealer.identityKey, recovery: next })
    if (!back) throw new Error('refused')
    const lineage = [there.succession, back.succession]
    expect(await reader.sealer.verifyBundle({ ...one.bundle, recovery, lineage })).toBe('broken-lineage')
  })
})

describe('weak keys', () => {
  it.each(WEAK_KEYS)('%s is refused as identity, recovery key and link', async (weak) => {
    const key = weak as IdentityKey
    const prekey = { ...bundle.prekey, signature: UNIVERSAL_SIGNATURE }
    expect(await problem({ identityKey: key, prekey, recovery: null, lineage: [] })).toBe('bad-signature')
    const [, second] = bundle.lineage
    if (!second) throw new Error('no lineage')
    const recovery = { key: weak, endorsement: UNIVERSAL_SIGNATURE }
    expect(await problem({ recovery })).toBe('bad-signature')
    expect(await problem(withLink(1, () => ({ recovery, signature: UNIVERSAL_SIGNATURE })))).toBe('broken-lineage')
    const from = { from: key, recovery: { ...second.recovery, endorsement: UNIVERSAL_SIGNATURE } }
    expect(await problem({ lineage: [{ ...second, ...from }] })).toBe('broken-lineage')
  })

  /** A person whose own client would never have made these keys. */
  async function createOwner() {
    const { privateKey, publicKey } = await generateSigningPair(false)
    const identityKey = bytesToText(await publicKeyBytes(publicKey)) as IdentityKey
    const { name, prekey } = bundle
    const signPrekey = async (id: number, key: string) => ({
      id,
      key,
      signature: await sign(privateKey, prekeyStatement({ name, id, key })),
    })
    const own = { ...bundle, identityKey, prekey: await signPrekey(1, prekey.key), recovery: null, lineage: [] }
    expect(await reader.sealer.verifyBundle(own)).toBeUndefined()
    return { own, privateKey, signPrekey }
  }

  it.each(WEAK_KEYS)('%s is refused as a recovery key that the owner endorsed', async (weak) => {
    const { own, privateKey } = await createOwner()
    const endorsement = await sign(privateKey, recoveryStatement({ name: own.name, recoveryKey: weak }))
    expect(await reader.sealer.verifyBundle({ ...own, recovery: { key: weak, endorsement } })).toBe('bad-signature')
  })

  // 0, 1 and the two of order 8: every shared secret with them is zero (RFC 7748 §6.1).
  it.each([
    '00'.repeat(32),
    `01${'00'.repeat(31)}`,
    'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
    '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  ])('the prekey %s is refused though rightly signed', async (small) => {
    const { own, signPrekey } = await createOwner()
    const prekey = await signPrekey(1, bytesToText(hexToBytes(small)))
    expect(await reader.sealer.verifyBundle({ ...own, prekey })).toBe('bad-signature')
  })
})
