import { expect, it } from 'vitest'
import { createPerson } from '../seal/testing/people.ts'
import { idOf } from '../storage/fixtures.ts'
import { createMemoryDatabase, openMemoryStorage } from '../storage/memory.ts'
import { createContacts, takeBundle } from './contacts.ts'
import type { IncomingPost } from './messages.ts'
import { createPostsIn } from './posts-in.ts'
import { createTabsOfOne } from './testing/tabs-of-one.ts'

const NO_ANSWER = { ok: false, error: { kind: 'no-answer', message: '' } } as const

it('keeps the place of a post by somebody blocked, and nothing of what it says', async () => {
  const [alice, bob] = [await createPerson('alice'), await createPerson('bob')]
  const storage = openMemoryStorage(createMemoryDatabase())
  const known = [{ ...takeBundle(undefined, alice.bundle), blocked: true }]
  const contacts = createContacts({ storage, sealer: bob.sealer, known, fetch: async () => NO_ANSWER, changed() {} })
  const written = { id: idOf(1), from: alice.name, seq: 1, sentAt: 0, text: 'unwanted' }
  const signature = await alice.sealer.signPost(written)
  const shown = await new Promise<readonly IncomingPost[]>((resolve, reject) => {
    createPostsIn({
      me: bob.name,
      storage,
      sealer: bob.sealer,
      clock: createTabsOfOne().clock,
      contacts,
      cursor: 0,
      isConnected: () => true,
      fetch: async () => NO_ANSWER,
      ack: async () => NO_ANSWER,
      shown: resolve,
      confirm: async () => [],
      confirmed() {},
      broken: reject,
    }).posted([{ ...written, groupSeq: 1, identityKey: alice.sealer.identityKey, signature }])
  })
  expect(shown).toMatchObject([{ groupSeq: 1, type: 'skipped', text: '' }])
  expect(await storage.message(idOf(1))).toMatchObject({ type: 'skipped', text: '' })
  expect(await storage.summaries()).toEqual([])
})

it('shows posts that were stored while the session ended, and acks them no more', async () => {
  const [alice, bob] = [await createPerson('alice'), await createPerson('bob')]
  const stored = openMemoryStorage(createMemoryDatabase())
  const { clock } = createTabsOfOne()
  const over: { end: () => void } = { end() {} }
  const storage: typeof stored = {
    ...stored,
    async receivePosts(of) {
      const fresh = await stored.receivePosts(of)
      over.end()
      return fresh
    },
  }
  const known = [takeBundle(undefined, alice.bundle)]
  const contacts = createContacts({ storage, sealer: bob.sealer, known, fetch: async () => NO_ANSWER, changed() {} })
  const written = { id: idOf(1), from: alice.name, seq: 1, sentAt: 0, text: 'late' }
  const signature = await alice.sealer.signPost(written)
  const acked: number[] = []
  const shown = new Promise<readonly string[]>((resolve, reject) => {
    const postsIn = createPostsIn({
      me: bob.name,
      storage,
      sealer: bob.sealer,
      clock,
      contacts,
      cursor: 0,
      isConnected: () => false,
      fetch: async () => NO_ANSWER,
      async ack(upTo) {
        acked.push(upTo)
        return NO_ANSWER
      },
      shown: (posts) => resolve(posts.map(({ text }) => text)),
      confirm: async () => [],
      confirmed() {},
      broken: reject,
    })
    over.end = () => postsIn.close()
    postsIn.posted([{ ...written, groupSeq: 1, identityKey: alice.sealer.identityKey, signature }])
  })
  expect(await shown).toEqual(['late'])
  expect(acked).toEqual([])
})
