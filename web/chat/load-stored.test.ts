import { expect, it } from 'vitest'
import { createPerson } from '../seal/testing/people.ts'
import { bob, incoming } from '../storage/fixtures.ts'
import { createMemoryDatabase, openMemoryStorage } from '../storage/memory.ts'
import { acceptChangedKey, takeBundle } from './contacts.ts'
import { loadStored } from './load-stored.ts'

it('keeps unseen what a key signed that is not accepted, until it is', async () => {
  const storage = openMemoryStorage(createMemoryDatabase())
  const [known, other] = [await createPerson(bob), await createPerson(bob)]
  const changed = takeBundle(takeBundle(undefined, known.bundle), other.bundle)
  await storage.saveContact(changed)
  const [before, after] = [known, other].map(({ sealer }) => ({ signedBy: sealer.identityKey }))
  await storage.receive([incoming(3, bob, after)])
  expect((await loadStored(storage)).summaries).toEqual([])
  await storage.receive([incoming(1, bob, before), incoming(2, bob, { ...before, type: 'read' })])
  await storage.receive([incoming(4, bob, after)])
  await storage.saveNote({ id: bob, draft: '', readAt: 2_000, muted: false })
  expect((await loadStored(storage)).summaries).toMatchObject([{ newest: { text: 'text 1' }, unread: 1 }])
  await storage.saveContact(acceptChangedKey(changed))
  expect((await loadStored(storage)).summaries).toMatchObject([{ newest: { text: 'text 4' }, unread: 3 }])
})
