import { describe, expect, it, vi } from 'vitest'
import * as v from 'valibot'
import { textToBytes } from '../../protocol/bytes.ts'
import { UserName } from '../../protocol/names.ts'
import { createSealer } from './sealer.ts'
import { createMemoryKeyStore } from './testing/memory-key-store.ts'
import { createPerson, openAt, plainText } from './testing/people.ts'

const HOUR = 60 * 60 * 1000

async function createClocked() {
  const clock = { now: 1_700_000_000_000 }
  const keyStore = createMemoryKeyStore()
  const of = { keyStore, name: v.parse(UserName, 'alice'), wallTime: () => clock.now }
  return { clock, keyStore, of, sealer: await createSealer(of) }
}

describe('identity', () => {
  it('is made once and cannot be exported', async () => {
    const { keyStore, of, sealer } = await createClocked()
    const again = await createSealer(of)
    expect(again.identityKey).toBe(sealer.identityKey)
    expect(again.device).toBe(await sealer.deviceOf(sealer.identityKey))
    const record = await keyStore.identity()
    if (!record) throw new Error('no identity')
    expect(record.privateKey.extractable).toBe(false)
    await expect(crypto.subtle.exportKey('pkcs8', record.privateKey)).rejects.toThrow()
  })

  it('is the first one stored when two tabs begin at once', async () => {
    const { of } = await createClocked()
    const keyStore = createMemoryKeyStore()
    const [one, other] = await Promise.all([createSealer({ ...of, keyStore }), createSealer({ ...of, keyStore })])
    expect(one.identityKey).toBe(other.identityKey)
  })
})

describe('currentPrekey', () => {
  it('stays for 24 hours', async () => {
    const { clock, sealer } = await createClocked()
    const first = await sealer.currentPrekey(0)
    expect(first).toMatchObject({ prekey: { id: 1 }, superseded: [] })
    clock.now += 24 * HOUR - 1
    expect(await sealer.currentPrekey(1)).toEqual(first)
    clock.now += 1
    expect(await sealer.currentPrekey(1)).toMatchObject({ prekey: { id: 2 }, superseded: [1] })
  })

  it('does not outlive a clock that was set back', async () => {
    const { clock, sealer } = await createClocked()
    await sealer.currentPrekey(0)
    clock.now -= 48 * HOUR
    expect((await sealer.currentPrekey(1)).prekey.id).toBe(2)
  })

  it('is newer than what the server knows', async () => {
    const { sealer } = await createClocked()
    await sealer.currentPrekey(0)
    expect(await sealer.currentPrekey(40)).toMatchObject({ prekey: { id: 41 }, superseded: [1] })
    expect((await sealer.currentPrekey(41)).prekey.id).toBe(41)
    await expect(sealer.currentPrekey(0xffff_ffff)).rejects.toThrow(RangeError)
  })

  it('is one, however many ask at a time', async () => {
    const { keyStore, sealer } = await createClocked()
    const answers = await Promise.all([1, 2, 3, 4].map(() => sealer.currentPrekey(0)))
    expect(new Set(answers.map(({ prekey }) => prekey.key)).size).toBe(1)
    expect(await keyStore.prekeys()).toHaveLength(1)
  })

  it('is never one that a tab with the keys of before a recovery has made', async () => {
    const { keyStore, of, sealer: before } = await createClocked()
    await keyStore.destroyAll()
    const sealer = await createSealer(of)
    expect(await sealer.currentPrekey(0)).toMatchObject({ prekey: { id: 1 } })
    expect(await before.currentPrekey(4)).toMatchObject({ prekey: { id: 5 } })
    const { prekey } = await sealer.currentPrekey(1)
    expect(prekey.id).toBe(6)
    const { name } = of
    const bundle = { name, identityKey: sealer.identityKey, prekey, recovery: null, lineage: [] }
    expect(await before.verifyBundle(bundle)).toBeUndefined()
  })

  it('is the first one stored when two tabs make one at once', async () => {
    const { keyStore, of, sealer } = await createClocked()
    const tabs = [sealer, await createSealer(of)]
    const [one, other] = await Promise.all(tabs.map((tab) => tab.currentPrekey(0)))
    expect(one).toEqual(other)
    expect(await keyStore.prekeys()).toHaveLength(1)
  })

  it('is another one when a tab with the keys of before a recovery makes one at the same time', async () => {
    const { keyStore, of, sealer: before } = await createClocked()
    await keyStore.destroyAll()
    const sealer = await createSealer(of)
    const made = await Promise.all([before, sealer].map((tab) => tab.currentPrekey(0)))
    expect(new Set(made.map(({ prekey }) => prekey.id))).toEqual(new Set([1, 2]))
  })

  it('is held where it cannot be exported', async () => {
    const { keyStore } = await createPerson('alice')
    for (const { privateKey, publicKey } of await keyStore.prekeys()) {
      if ('wrapped' in privateKey) throw new Error('wrapped without need')
      expect(privateKey.extractable).toBe(false)
      expect(publicKey).toHaveLength(32)
      await expect(crypto.subtle.exportKey('pkcs8', privateKey)).rejects.toThrow()
    }
  })

  it('is held wrapped where a stored X25519 key cannot be read again, and opens all the same', async () => {
    vi.stubGlobal('structuredClone', (value: unknown) => {
      if (value instanceof CryptoKey && value.algorithm.name === 'X25519') throw new TypeError('Unable to deserialize')
      return value
    })
    const alice = await createPerson('alice')
    const bob = await createPerson('bob')
    vi.unstubAllGlobals()
    const [record] = await bob.keyStore.prekeys()
    if (!record || !('wrapped' in record.privateKey)) throw new Error('not wrapped')
    expect(record.privateKey.wrappedBy.extractable).toBe(false)

    const envelope = await alice.sealer.seal(plainText('hello'), bob.bundle)
    const sealer = await createSealer({ keyStore: bob.keyStore, name: bob.name, wallTime: () => 0 })
    const result = await openAt({ ...bob, sealer }, envelope, alice.sealer.identityKey)
    expect(result).toMatchObject({ ok: true, opened: { body: { text: 'hello' } } })
  })
})

describe('destroyPrekeys', () => {
  it('destroys up to and including', async () => {
    const { keyStore, sealer } = await createClocked()
    for (const after of [0, 2, 5]) await sealer.currentPrekey(after)
    await sealer.destroyPrekeys(3)
    expect((await keyStore.prekeys()).map(({ id }) => id)).toEqual([6])
    expect(textToBytes((await sealer.currentPrekey(6)).prekey.key)).toHaveLength(32)
  })
})
