import { expect, it } from 'vitest'
import { alice, bob, carol, composed, incoming, incomingPost } from '../storage/fixtures.ts'
import { createMemoryDatabase, openMemoryStorage } from '../storage/memory.ts'
import { createPerson } from '../seal/testing/people.ts'
import type { SessionView } from './chat-view.ts'
import { takeBundle } from './contacts.ts'
import type { StorageProblem } from './ports/storage.ts'
import { createStore } from './store.ts'
import { createTabsOfOne } from './testing/tabs-of-one.ts'
import { createViews } from './views.ts'

/** The views of alice, who knows bob. */
async function viewsOfAlice() {
  const { clock, crank } = createTabsOfOne()
  const { bundle, sealer } = await createPerson(bob)
  const contact = takeBundle(undefined, bundle)
  const stored = openMemoryStorage(createMemoryDatabase())
  await stored.changeContact(bob, () => contact)
  // What was read may be old when it comes.
  let gate: Promise<void> = Promise.resolve()
  const summaries = async () => {
    const read = await stored.summaries()
    await gate
    return read
  }
  const storage = { ...stored, summaries }
  const views = createViews({
    me: alice,
    loaded: { contacts: [contact], notes: [], summaries: [] },
    storage,
    clock,
    session: createStore<SessionView>({ state: 'new', problem: null }),
    storageProblem: createStore<StorageProblem | null>(null),
    broken(error) {
      throw error
    },
  })
  /** Reads storage again, while something else happens. */
  const readAgain = async (meanwhile: () => Promise<void>) => {
    let open = () => {}
    gate = new Promise((resolve) => (open = resolve))
    void views.reload()
    await crank(10)
    await meanwhile()
    open()
    await crank(10)
  }
  return { views, contact, storage, readAgain, device: sealer.device, crank }
}

it('calls no place of Everyone missing that is kept without a text, whosever it is', async () => {
  const { views, contact, crank } = await viewsOfAlice()
  const { content } = views.open('everyone')
  const ofBob = (place: number) => ({ ...incomingPost(place, bob), signedBy: contact.pinned, arrivedAt: 0 })
  const skipped = { ...incomingPost(2, alice), type: 'skipped', text: '' } as const
  const posts = [ofBob(1), skipped, ofBob(3), incomingPost(4, carol), ofBob(5)]
  views.apply({ type: 'messages', messages: posts })
  await crank(3000)
  expect(content.get().messages.map(({ text }) => text)).toEqual(['text 1', 'text 3', 'text 5'])
  expect([...content.get().gaps.values()]).toEqual([1])
  views.close()
})

it('shows nobody typing who is blocked', async () => {
  const { views, contact, device, crank } = await viewsOfAlice()
  views.apply({
    type: 'roster',
    entries: [{ name: bob, device, online: true, lastSeen: 0, revision: 1 }],
  })
  views.apply({ type: 'typing', in: bob, from: bob })
  await crank(10)
  const typing = () => views.conversations.get().find(({ id }) => id === bob)?.typing
  expect(typing()).toEqual([bob])
  views.apply({ type: 'contact', contact: { ...contact, blocked: true, revision: 1 } })
  await crank(10)
  expect(typing()).toEqual([])
  views.close()
})

it('tells nobody of what changes nothing that is shown', async () => {
  const { views, contact, crank } = await viewsOfAlice()
  const { content } = views.open(bob)
  const of = { signedBy: contact.pinned }
  const tell = async (n: number, changes: Parameters<typeof incoming>[2]) => {
    views.apply({ type: 'messages', messages: [incoming(n, bob, { ...of, ...changes })] })
    await crank(10)
  }
  await tell(1, {})
  const delivery = { state: 'delivered', way: 'direct', at: 1, ms: 1 } as const
  const own = { ...composed(10, bob), kind: 'outgoing', conversation: bob, receiptToken: '', seq: 4, delivery } as const
  views.apply({ type: 'messages', messages: [own] })
  await crank(10)
  let told: string[] = []
  content.subscribe(() => told.push('content'))
  views.conversations.subscribe(() => told.push('conversations'))
  await tell(2, { type: 'read', text: '4' })
  expect(told).toEqual(['content'])
  told = []
  // One that tells of reading less, and one that was there.
  await tell(3, { type: 'read', text: '3' })
  await tell(2, { type: 'read', text: '4' })
  expect([told, content.get().readUpTo]).toEqual([[], 4])
  await tell(4, {})
  expect(told.toSorted()).toEqual(['content', 'conversations'])
  views.close()
})

it('takes back nothing that is told while storage is read again, and misses nothing of what it read', async () => {
  const { views, contact, storage, readAgain, crank } = await viewsOfAlice()
  const letter = (n: number) => incoming(n, bob, { signedBy: contact.pinned })
  const summary = () => {
    const { newest, unread } = views.conversations.get().find(({ id }) => id === bob) ?? {}
    return [newest?.text, unread]
  }
  // The tab that led has stored it and died.
  await storage.receive([letter(1)])
  await readAgain(async () => {
    const messages = await storage.receive([letter(2)])
    views.apply({ type: 'messages', messages })
  })
  expect(summary()).toEqual(['text 2', 1])
  await crank(1000)
  expect(summary()).toEqual(['text 2', 2])
  await readAgain(async () => {
    const note = { ...views.note(bob), readAt: letter(2).arrivedAt }
    views.apply({ type: 'note', note })
    await storage.saveNote(note)
  })
  expect(summary()).toEqual(['text 2', 0])
  views.close()
})

it('changes of a note the parts that are told, and never back what was read', async () => {
  const { views } = await viewsOfAlice()
  views.apply({ type: 'note', note: { id: bob, readAt: 2 } })
  views.apply({ type: 'note', note: { id: bob, draft: 'a' } })
  views.apply({ type: 'note', note: { id: bob, muted: true, readAt: 1 } })
  expect(views.note(bob)).toEqual({ id: bob, draft: 'a', readAt: 2, muted: true })
  views.close()
})

it('counts once what it read in storage before it was told', async () => {
  const { views, contact, storage, readAgain, crank } = await viewsOfAlice()
  const letter = (n: number) => incoming(n, bob, { signedBy: contact.pinned })
  const messages = await storage.receive([letter(1), letter(2)])
  await readAgain(async () => {})
  expect(views.unread(bob)).toBe(2)
  views.apply({ type: 'messages', messages })
  expect(views.unread(bob)).toBe(2)
  views.apply({ type: 'messages', messages: await storage.receive([letter(3)]) })
  await crank(10)
  expect(views.conversations.get().find(({ id }) => id === bob)).toMatchObject({ unread: 3 })
  views.close()
})

it('keeps what is told of a contact when what is older is read, or told late', async () => {
  const { views, contact, storage, readAgain, crank } = await viewsOfAlice()
  const blocked = { ...contact, blocked: true, revision: 2 }
  await storage.changeContact(bob, () => ({ ...contact, revision: 1 }))
  await readAgain(async () => views.apply({ type: 'contact', contact: blocked }))
  views.apply({ type: 'contact', contact: { ...contact, revision: 1 } })
  expect(views.contact(bob).get()).toMatchObject({ blocked: true, verified: false })
  await storage.changeContact(bob, () => ({ ...contact, verified: contact.pinned, revision: 3 }))
  void views.reload()
  await crank(10)
  expect(views.contact(bob).get()).toMatchObject({ blocked: false, verified: true })
  views.close()
})

it('knows until when letters arrived, and takes for read none that was being stored when storage was read', async () => {
  const { views, contact, storage, crank } = await viewsOfAlice()
  const letter = (n: number) => incoming(n, bob, { signedBy: contact.pinned })
  await storage.receive([letter(1), letter(2)])
  void views.reload()
  await crank(10)
  expect(views.arrivedUpTo(bob)).toBe(letter(2).arrivedAt)
  views.apply({ type: 'messages', messages: await storage.receive([letter(3)]) })
  expect([views.arrivedUpTo(bob), views.unread(bob)]).toEqual([letter(3).arrivedAt, 3])
  views.close()
})

it('calls nothing unread that is known to be read, though storage does not say so yet', async () => {
  const { views, contact, storage, crank } = await viewsOfAlice()
  const [message] = await storage.receive([incoming(1, bob, { signedBy: contact.pinned })])
  if (!message) throw new Error('it was there')
  views.apply({ type: 'note', note: { ...views.note(bob), readAt: message.arrivedAt } })
  void views.reload()
  await crank(10)
  expect(views.unread(bob)).toBe(0)
  views.close()
})
