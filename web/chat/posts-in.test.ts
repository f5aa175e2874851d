import { expect, it } from 'vitest'
import { userName } from '../../server/testing/fixtures.ts'
import { createManualClock } from '../../server/testing/manual-clock.ts'
import { createPerson } from '../seal/testing/people.ts'
import { idOf } from '../storage/fixtures.ts'
import { createMemoryDatabase, openMemoryStorage } from '../storage/memory.ts'
import { createContacts, takeBundle } from './contacts.ts'
import type { IncomingPost } from './messages.ts'
import type { Storage } from './ports/storage.ts'
import { createPostsIn } from './posts-in.ts'
import { eventually } from './testing/eventually.ts'
import { createTabsOfOne } from './testing/tabs-of-one.ts'

const NOW = 1_700_000_000_000
const NO_ANSWER = { ok: false, error: { kind: 'no-answer', message: '' } } as const

function deferred<T>(): [Promise<T>, (value: T) => void, (error: unknown) => void] {
  let settle: [(value: T) => void, (error: unknown) => void] = [() => {}, () => {}]
  const promise = new Promise<T>((...both) => (settle = both))
  return [promise, ...settle]
}

/**
 * Bob takes a post of alice into his storage; what is shown, and the acks until then. `stored`: it has just been.
 * `sameName`: bob is another browser of alice. `recovered`: he knows a key that she had before, and is
 * told of it once more. `forged`: of no other, ever.
 */
async function takePost(
  text: string,
  of: {
    storage: Storage
    blocked: boolean
    sentAt?: number
    sameName?: boolean
    recovered?: boolean
    forged?: boolean
    stored(close: () => void): void
  },
): Promise<{ shown: readonly IncomingPost[]; acked: readonly number[] }> {
  const [alice, bob] = [await createPerson('alice'), await createPerson('bob')]
  const storage: Storage = {
    ...of.storage,
    async receivePosts(posts) {
      const fresh = await of.storage.receivePosts(posts)
      of.stored(() => postsIn.close())
      if (fresh.length === 0) resolve([])
      return fresh
    },
  }
  const before = of.recovered || of.forged ? await createPerson('alice') : alice
  const known = [{ ...takeBundle(undefined, before.bundle), blocked: of.blocked }]
  const answers = [before.bundle, alice.bundle]
  const fetch = async () => {
    const bundle = of.forged ? before.bundle : of.recovered && answers.shift()
    return bundle ? { ok: true as const, value: { bundles: [bundle] } } : NO_ANSWER
  }
  const acked: number[] = []
  const post = { id: idOf(1), from: alice.name, seq: 1, sentAt: of.sentAt ?? 0, text }
  const signature = await alice.sealer.signPost(post)
  const [promise, resolve, reject] = deferred<readonly IncomingPost[]>()
  const postsIn = createPostsIn({
    me: of.sameName ? alice.name : bob.name,
    storage,
    sealer: bob.sealer,
    clock: { ...createTabsOfOne().clock, wallTime: () => NOW },
    contacts: createContacts({ storage, sealer: bob.sealer, known, fetch, changed() {} }),
    cursor: { place: 0, era: 0, after: 0 },
    isConnected: () => false,
    arrivalTime: () => 0,
    fetch: async () => NO_ANSWER,
    async ack(upTo) {
      acked.push(upTo)
      return NO_ANSWER
    },
    shown: resolve,
    confirm: async () => [],
    begunAgain() {},
    sure() {},
    confirmed() {},
    broken: reject,
  })
  postsIn.posted([{ ...post, groupSeq: 1, identityKey: alice.sealer.identityKey, signature }])
  return { shown: await promise, acked }
}

it('shows posts that were stored while the session ended, and acks them no more', async () => {
  const storage = openMemoryStorage(createMemoryDatabase())
  const { shown, acked } = await takePost('late', { storage, blocked: false, stored: (close) => close() })
  expect(shown.map(({ text }) => text)).toEqual(['late'])
  expect(acked).toEqual([])
})

it.each([
  [NOW + 300_000, NOW + 300_000],
  [Number.MAX_SAFE_INTEGER, NOW + 300_000],
])('shows a post of the time %s at %s', async (sentAt, shownAt) => {
  const storage = openMemoryStorage(createMemoryDatabase())
  const { shown } = await takePost('from the future', { storage, blocked: false, sentAt, stored() {} })
  expect(shown).toMatchObject([{ sentAt: shownAt }])
})

it('keeps the place of a post by somebody blocked, and nothing of what it says', async () => {
  const storage = openMemoryStorage(createMemoryDatabase())
  const { shown } = await takePost('unwanted', { storage, blocked: true, stored() {} })
  expect(shown).toMatchObject([{ groupSeq: 1, type: 'skipped', text: '' }])
  expect(await storage.message(idOf(1))).toMatchObject({ type: 'skipped', text: '' })
  expect(await storage.summaries()).toEqual([])
})

it('keeps the place of what was posted under its name in another browser', async () => {
  const storage = openMemoryStorage(createMemoryDatabase())
  const { shown } = await takePost('on the phone', { storage, blocked: false, sameName: true, stored() {} })
  expect(shown).toMatchObject([{ groupSeq: 1, type: 'skipped', text: '' }])
})

it('does not take its own post for one of another browser when the name is back here under a new key', async () => {
  const storage = openMemoryStorage(createMemoryDatabase())
  const written = { conversation: 'everyone', sentAt: 0, type: 'text', text: 'mine' } as const
  await storage.compose([
    { ...written, kind: 'outgoing-post', id: idOf(1), from: userName('alice'), delivery: { state: 'queued' } },
  ])
  const taken = new Promise<void>((resolve) => {
    void takePost('mine', { storage, blocked: false, sameName: true, stored: () => resolve() })
  })
  await taken
  expect((await storage.messages('everyone', 10)).map(({ kind }) => kind)).toEqual(['outgoing-post'])
})

it('keeps nothing of a post that was signed by a key of somebody else', async () => {
  const storage = openMemoryStorage(createMemoryDatabase())
  const { shown } = await takePost('it is me', { storage, blocked: false, forged: true, stored() {} })
  expect(shown).toEqual([])
  expect(await storage.message(idOf(1))).toBeUndefined()
})

it('takes a post of a key that is newer than the answer that was on its way', async () => {
  const storage = openMemoryStorage(createMemoryDatabase())
  const { shown } = await takePost('a new phone', { storage, blocked: false, recovered: true, stored() {} })
  expect(shown).toMatchObject([{ groupSeq: 1, text: 'a new phone' }])
})

it('repeats no ack in a new session before it is known which log the server has', async () => {
  const [alice, bob] = [await createPerson('alice'), await createPerson('bob')]
  const storage = openMemoryStorage(createMemoryDatabase())
  const known = [takeBundle(undefined, alice.bundle)]
  const manual = createManualClock(NOW)
  const [asked, acked]: [number[], number[]] = [[], []]
  const postsIn = createPostsIn({
    me: bob.name,
    storage,
    sealer: bob.sealer,
    clock: { wallTime: manual.now, monotonic: manual.elapsed, after: manual.setTimer },
    contacts: createContacts({ storage, sealer: bob.sealer, known, fetch: async () => NO_ANSWER, changed() {} }),
    cursor: { place: 0, era: 0, after: 0 },
    isConnected: () => true,
    arrivalTime: () => 0,
    fetch(after) {
      asked.push(after)
      return new Promise(() => {})
    },
    async ack(upTo) {
      acked.push(upTo)
      return NO_ANSWER
    },
    shown() {},
    confirm: async () => [],
    begunAgain() {},
    sure() {},
    confirmed() {},
    broken(error) {
      throw error
    },
  })
  const post = { id: idOf(1), from: alice.name, seq: 1, sentAt: 0, text: 'hi' }
  const signature = await alice.sealer.signPost(post)
  postsIn.posted([{ ...post, groupSeq: 1, identityKey: alice.sealer.identityKey, signature }])
  await eventually(() => expect(acked).toEqual([1]))
  // Restored from a backup: whether it has that post is being asked.
  postsIn.welcomed({ head: 1, cursor: 0 })
  await eventually(() => expect(asked).toEqual([0]))
  manual.advance(1000)
  await new Promise<void>((resolve) => setImmediate(resolve))
  expect(acked).toEqual([1])
})
