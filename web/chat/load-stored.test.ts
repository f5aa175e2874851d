import { expect, it } from 'vitest'
import { createPerson } from '../seal/testing/people.ts'
import { bob, carol, composed, incoming, incomingPost } from '../storage/fixtures.ts'
import { createMemoryDatabase, openMemoryStorage } from '../storage/memory.ts'
import { acceptChangedKey, takeBundle } from './contacts.ts'
import { loadStored } from './load-stored.ts'

/** Storage of alice, who knows bob by the key before; he has shown another one after it. */
async function createScene() {
  const storage = openMemoryStorage(createMemoryDatabase())
  const [known, other] = [await createPerson(bob), await createPerson(bob)]
  const changed = takeBundle(takeBundle(undefined, known.bundle), other.bundle)
  await storage.changeContact(bob, () => changed)
  const [before, after] = [known, other].map(({ sealer }) => ({ signedBy: sealer.identityKey }))
  return { storage, changed, before, after }
}

it('keeps unseen what a key signed that is not accepted, until it is', async () => {
  const { storage, changed, before, after } = await createScene()
  await storage.receive([incoming(3, bob, after)])
  expect((await loadStored(storage)).summaries).toEqual([])
  await storage.receive([incoming(1, bob, before), incoming(2, bob, { ...before, type: 'read' })])
  await storage.receive([incoming(4, bob, after)])
  await storage.saveNote({ id: bob, draft: '', readAt: 2_000, muted: false })
  expect((await loadStored(storage)).summaries).toMatchObject([{ newest: { text: 'text 1' }, unread: 1 }])
  await storage.changeContact(bob, () => acceptChangedKey(changed))
  expect((await loadStored(storage)).summaries).toMatchObject([{ newest: { text: 'text 4' }, unread: 3 }])
})

it('counts as unread nothing hidden, also when what came after it is shown', async () => {
  const { storage, before, after } = await createScene()
  await storage.receive([incoming(1, bob, after), incoming(2, bob, after)])
  await storage.compose([composed(3, bob)])
  expect((await loadStored(storage)).summaries).toMatchObject([{ newest: { text: 'text 3' }, unread: 0 }])
  await storage.receive([incoming(4, bob, before)])
  expect((await loadStored(storage)).summaries).toMatchObject([{ newest: { text: 'text 4' }, unread: 1 }])
})

it('counts as unread no hidden post in Everyone, whoever posted after it', async () => {
  const { storage, after } = await createScene()
  const { bundle } = await createPerson(carol)
  await storage.changeContact(bundle.name, () => takeBundle(undefined, bundle))
  const posts = [
    { ...incomingPost(1, bob), ...after },
    { ...incomingPost(2, carol), signedBy: bundle.identityKey },
  ]
  await storage.receivePosts({ posts, confirmed: [], cursor: { place: 2, era: 0, after: 0 } })
  expect((await loadStored(storage)).summaries).toMatchObject([{ newest: { text: 'text 2' }, unread: 1 }])
})
