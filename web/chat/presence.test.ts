import { expect, it } from 'vitest'
import { createPerson } from '../seal/testing/people.ts'
import { alice, bob } from '../storage/fixtures.ts'
import { createMemoryDatabase, openMemoryStorage } from '../storage/memory.ts'
import { createContacts, takeBundle } from './contacts.ts'
import { createPresence } from './presence.ts'
import { eventually } from './testing/eventually.ts'

it('says that storage failed for what stands behind a new device of somebody known', async () => {
  const [known, other] = [await createPerson(bob), await createPerson(bob)]
  const database = createMemoryDatabase()
  database.problem = 'quota-exceeded'
  const contacts = createContacts({
    storage: openMemoryStorage(database),
    sealer: known.sealer,
    known: [takeBundle(undefined, known.bundle)],
    fetch: async () => ({ ok: true, value: { bundles: [other.bundle] } }),
    changed() {},
  })
  const failures: unknown[] = []
  const presence = createPresence({
    me: alice,
    contacts,
    fetchPage: async () => undefined,
    publish() {},
    onlineChanged() {},
    broken: (error) => failures.push(error),
  })
  presence.changed([{ name: bob, device: other.sealer.device, online: true, lastSeen: 0, revision: 1 }])
  await eventually(() => expect(failures).toMatchObject([{ problem: 'quota-exceeded' }]))
})
