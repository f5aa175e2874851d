import { expect, it } from 'vitest'
import type { Succession } from '../protocol/keys.ts'
import { LIMITS } from '../protocol/limits.ts'
import type { UserName } from '../protocol/names.ts'
import { createPerson } from './testing/client.ts'
import { bytes32, deviceOf, identityKeyOf, prekeyOf, signatureText, userName } from './testing/fixtures.ts'
import { createWorld } from './testing/world.ts'
import { createMemoryStore } from './store/memory.ts'
import type { Store } from './store/store.ts'

/** Somebody who has recovered their name so many times; the lineage, oldest first. */
async function recovered(store: Store, name: UserName, times: number): Promise<Succession[]> {
  const keyOf = (index: number) => identityKeyOf(`${name} ${index}`)
  const recovery = { key: bytes32('phrase'), endorsement: signatureText('phrase') }
  const session = { at: 1, revision: 1, prekey: { ...prekeyOf(name), id: 0xffff_ffff } }
  const begin = (index: number) => store.beginSession({ ...session, name, identityKey: keyOf(index) })
  await store.claim({ ...session, name, identityKey: keyOf(0), device: deviceOf(name) })
  await begin(0)
  await store.setRecovery({ author: { name, fence: 1 }, recovery })
  const lineage = Array.from({ length: times }, (_, index) => ({
    from: keyOf(index),
    recovery,
    to: keyOf(index + 1),
    signature: signatureText(`${name} ${index}`),
  }))
  for (const succession of lineage) {
    const nextEndorsement = recovery.endorsement
    const { prekey } = session
    await store.succeed({ name, succession, nextEndorsement, prekey, device: deviceOf(name), at: 1, revision: 1 })
  }
  await begin(times)
  return lineage
}

it('answers with at most the newest 50 links of a lineage, and with fewer of the longest when they fill a packet', async () => {
  const store = createMemoryStore()
  const names = Array.from({ length: LIMITS.bundleNames }, (_, index) => userName(`${'x'.repeat(30)}${10 + index}`))
  const lineages = new Map<string, Succession[]>()
  for (const [index, name] of names.entries()) lineages.set(name, await recovered(store, name, index < 2 ? 3 : 60))
  const line = (await createWorld({ store })).connect()
  await line.signIn(await createPerson('ann'))
  const linksOf = async (asked: UserName[]) => {
    const answer = await line.ask('bundle:fetch', { names: asked })
    if (!answer.ok) throw new Error(answer.error.kind)
    expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThan(LIMITS.packet - 100)
    return answer.value.bundles.map(({ name, lineage }) => {
      expect(lineage).toEqual(lineages.get(name)?.slice(-lineage.length))
      return lineage.length
    })
  }
  expect(await linksOf(names.slice(-1))).toEqual([50])
  expect(await linksOf(names.slice(0, 6))).toEqual([3, 3, 50, 50, 50, 50])
  expect(await linksOf(names.slice(2, 7))).toEqual([50, 50, 50, 50, 50])
  expect(await linksOf(names)).toEqual([3, 3, ...Array.from({ length: 48 }, () => 5)])
})

it('has no bundle of a name that an older program let be recovered without a prekey, until it signs in', async () => {
  const memory = createMemoryStore()
  const bob = await createPerson('bob')
  await (await createWorld({ store: memory })).connect().signIn(bob)
  const load: Store['load'] = async () => {
    const snapshot = await memory.load()
    return { ...snapshot, accounts: snapshot.accounts.map((account) => ({ ...account, prekey: null })) }
  }
  const world = await createWorld({ store: { ...memory, load } })
  const line = world.connect()
  await line.signIn(await createPerson('ann'))
  const fetch = () => line.ask('bundle:fetch', { names: [bob.name] })
  expect(await fetch()).toEqual({ ok: true, value: { bundles: [] } })
  await world.connect().signIn(bob)
  expect(await fetch()).toMatchObject({ value: { bundles: [{ name: 'bob' }] } })
})
