import { expect, it } from 'vitest'
import type { Succession } from '../../protocol/keys.ts'
import { createPerson } from '../seal/testing/people.ts'
import { createMemoryDatabase, openMemoryStorage } from '../storage/memory.ts'
import { acceptChangedKey, createContacts, hiddenKeys, takeBundle } from './contacts.ts'
import type { Contact } from './messages.ts'
import type { Recipient } from './ports/sealer.ts'

it('prepares a message to somebody whose key is known and stands, and asks the server for nobody', async () => {
  const [alice, bob, carol] = [await createPerson('alice'), await createPerson('bob'), await createPerson('carol')]
  const prepared: Recipient[] = []
  const asked: string[] = []
  const known = takeBundle(undefined, bob.bundle)
  const contactsOf = (contact: Contact) =>
    createContacts({
      storage: openMemoryStorage(createMemoryDatabase()),
      sealer: { ...alice.sealer, prepare: async (to) => void prepared.push(to) },
      known: [contact],
      async fetch(names) {
        asked.push(...names)
        return { ok: false, error: { kind: 'no-answer', message: '' } }
      },
      changed() {},
    })
  contactsOf(known).prepare(bob.name)
  const { identityKey, prekey } = bob.bundle
  expect(prepared).toEqual([{ identityKey, prekey }])
  contactsOf(known).prepare(carol.name)
  contactsOf({ ...known, changed: { key: carol.bundle.identityKey, recovered: false } }).prepare(bob.name)
  expect(prepared).toHaveLength(1)
  expect(asked).toEqual([])
})

it('seals to nobody while a changed key waits, not with its prekey to the key that is pinned either', async () => {
  const [alice, bob, fake] = [await createPerson('alice'), await createPerson('bob'), await createPerson('bob')]
  const served = [fake.bundle, bob.bundle]
  const contacts = createContacts({
    storage: openMemoryStorage(createMemoryDatabase()),
    sealer: alice.sealer,
    known: [],
    fetch: async () => ({ ok: true, value: { bundles: served.splice(-1) } }),
    changed() {},
  })
  const { identityKey, prekey } = bob.bundle
  expect(await contacts.recipient(bob.name, false)).toEqual({ identityKey, prekey })
  expect(await contacts.recipient(bob.name, true)).toBe('key-changed')
  expect(await contacts.recipient(bob.name, false)).toBe('key-changed')
})

it('knows the keys between the pinned one and a recovered one, and none from before the pinned one', async () => {
  const [bob, earlier, between, last] = await Promise.all(
    ['bob', 'bob', 'bob', 'bob'].map((name) => createPerson(name)),
  )
  if (!bob || !earlier || !between || !last) throw new Error('there are four')
  const recovery = await bob.sealer.endorseRecovery(await bob.sealer.createPhrase())
  const keys = [earlier, bob, between, last].map(({ bundle }) => bundle.identityKey)
  const lineage = keys.slice(1).map((to, index): Succession => {
    const from = keys[index] ?? to
    return { from, recovery, to, signature: recovery.endorsement }
  })
  const known = takeBundle(undefined, bob.bundle)
  const contact = takeBundle(known, { ...last.bundle, lineage })
  expect(contact).toMatchObject({ pinned: bob.bundle.identityKey, changed: { recovered: true } })
  expect(contact.older).toEqual([between.bundle.identityKey])
  // Told once more.
  expect(takeBundle(contact, { ...last.bundle, lineage })).toEqual(contact)
  const stranger = takeBundle(known, { ...last.bundle, lineage: lineage.slice(2) })
  expect(stranger).toMatchObject({ older: [], changed: { recovered: false } })
})

it('changes what another tab has stored, also one that does not know of that yet, and takes nothing that is told late', async () => {
  const [alice, before, bob] = [await createPerson('alice'), await createPerson('bob'), await createPerson('bob')]
  const database = createMemoryDatabase()
  const first = { ...takeBundle(undefined, before.bundle), revision: 1 }
  await openMemoryStorage(database).changeContact(bob.name, () => first)
  const openTab = () => {
    const told: Contact[] = []
    const contacts = createContacts({
      storage: openMemoryStorage(database),
      sealer: alice.sealer,
      known: [first],
      fetch: async () => ({ ok: true, value: { bundles: [bob.bundle] } }),
      changed: (contact) => told.push(contact),
    })
    return { contacts, told }
  }
  const [leader, suspended] = [openTab(), openTab()]
  await leader.contacts.learn([bob.name], true)
  await leader.contacts.accept(bob.name, bob.bundle.identityKey)
  await suspended.contacts.block(bob.name, true)
  const { identityKey: pinned } = bob.bundle
  expect(suspended.contacts.get(bob.name)).toMatchObject({ pinned, changed: null, blocked: true, revision: 4 })
  for (const late of leader.told) expect(suspended.contacts.heard(late)).toBe(false)
  expect(leader.told).toHaveLength(2)
  expect(suspended.told.map((contact) => leader.contacts.heard(contact))).toEqual([true])
  expect(leader.contacts.get(bob.name)).toEqual(suspended.contacts.get(bob.name))
})

it('counts, with a key that is accepted, those that its owner had before, and shows nothing anew of what counted', async () => {
  const [known, between, last] = await Promise.all(['bob', 'bob', 'bob'].map((name) => createPerson(name)))
  if (!known || !between || !last) throw new Error('there are three')
  const recovery = await between.sealer.endorseRecovery(await between.sealer.createPhrase())
  const [first, second, third] = [known, between, last].map(({ bundle }) => bundle.identityKey)
  if (!first || !second || !third) throw new Error('there are three')
  const lineage: Succession[] = [{ from: second, recovery, to: third, signature: recovery.endorsement }]
  const changed = takeBundle(takeBundle(takeBundle(undefined, known.bundle), between.bundle), {
    ...last.bundle,
    lineage,
  })
  expect(hiddenKeys(changed)).toEqual([second, third])
  const accepted = acceptChangedKey(changed)
  expect(accepted).toMatchObject({ pinned: third, older: [second, first], changed: null })
  const again = takeBundle(accepted, known.bundle)
  expect(again.changed).toEqual({ key: first, recovered: false })
  expect(hiddenKeys(again)).toEqual([])
})
