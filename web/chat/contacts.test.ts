import { expect, it } from 'vitest'
import { createPerson } from '../seal/testing/people.ts'
import { createMemoryDatabase, openMemoryStorage } from '../storage/memory.ts'
import { createContacts, takeBundle } from './contacts.ts'
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
  expect(prepared).toEqual([{ name: bob.name, identityKey, prekey }])
  contactsOf(known).prepare(carol.name)
  contactsOf({ ...known, changed: { key: carol.bundle.identityKey, recovered: false } }).prepare(bob.name)
  expect(prepared).toHaveLength(1)
  expect(asked).toEqual([])
})
