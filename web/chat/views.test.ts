import { expect, it } from 'vitest'
import { alice, bob, carol, incomingPost } from '../storage/fixtures.ts'
import { createMemoryDatabase, openMemoryStorage } from '../storage/memory.ts'
import { createPerson } from '../seal/testing/people.ts'
import type { SessionView } from './chat-view.ts'
import { takeBundle } from './contacts.ts'
import type { StorageProblem } from './ports/storage.ts'
import { createStore } from './store.ts'
import { createTabsOfOne } from './testing/tabs-of-one.ts'
import { createViews } from './views.ts'

it('calls no place of Everyone missing that is kept without a text, whosever it is', async () => {
  const { clock, crank } = createTabsOfOne()
  const contact = takeBundle(undefined, (await createPerson(bob)).bundle)
  const views = createViews({
    me: alice,
    loaded: { contacts: [contact], notes: [], summaries: [] },
    storage: openMemoryStorage(createMemoryDatabase()),
    clock,
    session: createStore<SessionView>({ state: 'new', problem: null }),
    storageProblem: createStore<StorageProblem | null>(null),
    broken(error) {
      throw error
    },
  })
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
