import { beforeEach, expect, it } from 'vitest'
import type { PostProgress } from '../../protocol/group.ts'
import { createManualClock } from '../../server/testing/manual-clock.ts'
import { createPerson } from '../seal/testing/people.ts'
import { composed, idOf } from '../storage/fixtures.ts'
import { createMemoryDatabase, openMemoryStorage } from '../storage/memory.ts'
import type { Message, OutgoingPost } from './messages.ts'
import type { Sealer } from './ports/sealer.ts'
import type { Storage } from './ports/storage.ts'
import { createPostsOut } from './posts-out.ts'

const NO_ANSWER = { ok: false, error: { kind: 'no-answer', message: 'in time' } } as const
const PLACED: PostProgress = { groupSeq: 7, delivered: 0, of: 1 }
const WITH_ALL: PostProgress = { groupSeq: 7, delivered: 1, of: 1 }

let sealer: Sealer

beforeEach(async () => {
  sealer = { ...(await createPerson('alice')).sealer, signPost: async () => 'signature' }
})

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

/** The posts of one tab, over a server whose answers can be changed, and what it shows of its only post. */
function createScene() {
  const manual = createManualClock(1_000)
  const storage: Storage = openMemoryStorage(createMemoryDatabase())
  const server = { connected: true, inTime: true, asked: 0 }
  const shown: unknown[] = []
  const posted: string[] = []
  let whileSaving = () => {}
  const out = createPostsOut({
    storage: {
      ...storage,
      saveDeliveries(changes) {
        const told = whileSaving
        whileSaving = () => {}
        told()
        return storage.saveDeliveries(changes)
      },
    },
    sealer,
    clock: { wallTime: manual.now, monotonic: manual.elapsed, after: manual.setTimer },
    log: { era: 0, after: 0 },
    isConnected: () => server.connected,
    async post({ text }) {
      posted.push(text)
      return { ok: true, value: PLACED }
    },
    async askProgress() {
      server.asked++
      return server.inTime ? { ok: true, value: { items: [WITH_ALL] } } : NO_ANSWER
    },
    publish(messages: readonly Message[]) {
      for (const message of messages) if ('delivery' in message) shown.push(message.delivery)
    },
    broken(error) {
      throw error
    },
  })
  return {
    manual,
    server,
    shown,
    posted,
    storage,
    out,
    /** Calls it once, when the next delivery is about to be stored. */
    duringNextSave(told: () => void) {
      whileSaving = told
    },
    async add(state?: OutgoingPost['delivery']): Promise<void> {
      for (const post of await storage.compose([composed(1, 'everyone')]))
        if (post.kind === 'outgoing-post') out.add([state ? { ...post, delivery: state } : post])
      await turn()
    },
  }
}

it('keeps progress that is told while the place of the post is being stored', async () => {
  const scene = createScene()
  scene.duringNextSave(() => scene.out.progressed([WITH_ALL]))
  await scene.add()
  expect(scene.shown).toEqual([{ state: 'posting' }, { state: 'posted', ...PLACED }, { state: 'posted', ...WITH_ALL }])
})

it('asks again how far a post has come when the answer ran out of time', async () => {
  const scene = createScene()
  scene.server.connected = false
  await scene.add({ state: 'posted', ...PLACED })
  Object.assign(scene.server, { connected: true, inTime: false })
  scene.out.welcomed()
  await turn()
  expect(scene.server.asked).toBe(1)
  scene.server.inTime = true
  scene.manual.advance(1000)
  await turn()
  expect(scene.shown).toEqual([{ state: 'posted', ...WITH_ALL }])
  scene.manual.advance(60_000)
  await turn()
  expect(scene.server.asked).toBe(2)
})

it('leaves that question to the next welcome when the connection is gone', async () => {
  const scene = createScene()
  scene.server.connected = false
  await scene.add({ state: 'posted', ...PLACED })
  scene.server.inTime = false
  scene.out.welcomed()
  await turn()
  scene.manual.advance(60_000)
  await turn()
  expect(scene.server.asked).toBe(1)
})

it('sends what a tab stored and did not tell before what was written later', async () => {
  const { storage, out, posted } = createScene()
  await storage.compose([composed(1, 'everyone')])
  const later = await storage.compose([composed(2, 'everyone')])
  out.add(later.filter((post) => post.kind === 'outgoing-post'))
  await turn()
  expect(posted).toEqual(['text 1', 'text 2'])
})

it('sends what was given up and another tab has begun again', async () => {
  const { storage, out, posted } = createScene()
  const [post] = await storage.compose([composed(1, 'everyone')])
  if (post?.kind !== 'outgoing-post') throw new Error('it is no post')
  out.add([{ ...post, delivery: { state: 'failed', reason: 'refused' } }])
  out.add([{ ...post, delivery: { state: 'queued', since: 2_000 } }])
  await turn()
  expect(posted).toEqual(['text 1'])
})

it('asks how far a post has come that another tab has placed', async () => {
  const scene = createScene()
  scene.out.welcomed()
  await scene.add({ state: 'posted', ...PLACED })
  expect(scene.shown).toEqual([{ state: 'posted', ...WITH_ALL }])
})

it('gives up, asked to, what waits, and asks no more about what was posted', async () => {
  for (const [before, after] of [
    [{ state: 'queued' }, { state: 'expired' }],
    [
      { state: 'posted', ...PLACED },
      { state: 'posted', ...PLACED, closed: true },
    ],
  ] as const) {
    const { server, add, out, shown } = createScene()
    server.connected = false
    await add(before)
    out.age([idOf(1), idOf(2)])
    await turn()
    expect(shown).toEqual([after])
    expect(out.has(idOf(1))).toBe(false)
  }
})

it.each(['before', 'behind'] as const)('shows what is stored when all have it right %s it is too old', async (when) => {
  const scene = createScene()
  scene.server.connected = false
  await scene.add({ state: 'posted', ...PLACED, of: 2 })
  scene.server.connected = true
  const [age, progress] = [() => scene.out.age([idOf(1)]), () => scene.out.progressed([{ ...WITH_ALL, of: 1 }])]
  // What is told while another change is about to be stored is stored before it.
  scene.duringNextSave(when === 'before' ? progress : age)
  if (when === 'before') age()
  else progress()
  await turn()
  expect(scene.shown.at(-1)).toEqual({ state: 'posted', ...WITH_ALL })
  expect(await scene.storage.message(idOf(1))).toMatchObject({ delivery: scene.shown.at(-1) })
})

it('believes no progress while it is not known which log the server has', async () => {
  const { server, add, out, shown } = createScene()
  server.connected = false
  await add({ state: 'posted', ...PLACED })
  out.progressed([WITH_ALL])
  await turn()
  expect(shown).toEqual([])
  server.connected = true
  out.progressed([WITH_ALL])
  await turn()
  expect(shown).toEqual([{ state: 'posted', ...WITH_ALL }])
})
