import { beforeAll, describe, expect, it } from 'vitest'
import type { Payload } from '../../protocol/contract.ts'
import type { GroupPost, Post } from '../../protocol/group.ts'
import type { MessageId } from '../../protocol/ids.ts'
import { createManualClock } from '../../server/testing/manual-clock.ts'
import { createPerson, type TestPerson } from '../seal/testing/people.ts'
import { idOf } from '../storage/fixtures.ts'
import { createMemoryDatabase, openMemoryStorage } from '../storage/memory.ts'
import { createContacts, takeBundle } from './contacts.ts'
import { createEveryone } from './everyone.ts'
import { findGaps, orderMessages } from './order.ts'
import type { CommandResult } from './ports/server-link.ts'

let alice: TestPerson
let bob: TestPerson

beforeAll(async () => {
  ;[alice, bob] = await Promise.all([createPerson('alice'), createPerson('bob')])
})

/** Alice at Everyone, with a server whose log can be set back. */
async function stage() {
  const manual = createManualClock(1_000_000)
  const storage = openMemoryStorage(createMemoryDatabase())
  const server = { log: [] as Post[], acked: 0, fetched: 0 }
  const clock = { wallTime: manual.now, monotonic: manual.elapsed, after: manual.setTimer }
  const known = [takeBundle(undefined, bob.bundle)]

  const place = (post: GroupPost, { name, sealer }: TestPerson) => {
    const there = server.log.find(({ id }) => id === post.id)?.groupSeq
    if (there === undefined)
      server.log.push({ ...post, groupSeq: server.log.length + 1, from: name, identityKey: sealer.identityKey })
    return there ?? server.log.length
  }

  /** The sender hears of its own posts, too. */
  let posted = (_: readonly Post[]) => {}

  function answer(event: string, payload: unknown): unknown {
    if (event === 'group:fetch') {
      server.fetched++
      const { after } = payload as Payload<'group:fetch'>
      return { posts: server.log.filter(({ groupSeq }) => groupSeq > after), first: 1, head: server.log.length }
    }
    if (event === 'group:ack') {
      server.acked = Math.max(server.acked, (payload as Payload<'group:ack'>).upTo)
      return null
    }
    if (event === 'group:post') {
      const groupSeq = place(payload as GroupPost, alice)
      posted(server.log.slice(groupSeq - 1, groupSeq))
      return { groupSeq, delivered: 0, of: 2 }
    }
    return { items: [] }
  }

  /** Whether she has acked all, and each post of hers stands where she believes it. */
  async function isSettled(): Promise<boolean> {
    const own = (await storage.unsettled()).filter((message) => message.kind === 'outgoing-post')
    const isInPlace = own.every(
      ({ id, delivery }) => delivery.state === 'posted' && server.log[delivery.groupSeq - 1]?.id === id,
    )
    return isInPlace && server.acked === server.log.length
  }

  /**
   * A session, until all is settled. `before`: what came with the session before and is still to be applied. `head`: how
   * far the log was when this one began.
   */
  async function enter({ before = [], head = server.log.length }: { before?: readonly Post[]; head?: number } = {}) {
    const everyone = createEveryone({
      me: alice.name,
      storage,
      sealer: alice.sealer,
      clock,
      contacts: createContacts({ storage, sealer: alice.sealer, known, fetch: async () => UNANSWERED, changed() {} }),
      cursor: await storage.groupCursor(),
      send: async (event, payload) => ({ ok: true, value: answer(event, payload) }) as CommandResult<typeof event>,
      isConnected: () => true,
      arrivalTime: () => 1_000_000,
      shown() {},
      broken(error) {
        throw error
      },
    })
    posted = everyone.in.posted
    everyone.out.add((await storage.unsettled()).filter((message) => message.kind === 'outgoing-post'))
    everyone.in.posted(before)
    everyone.welcomed({ head, cursor: server.acked })
    while (!(await isSettled())) {
      manual.advance(300)
      await new Promise((resolve) => setImmediate(resolve))
    }
    everyone.close()
  }

  return {
    server,
    storage,
    enter,
    async bobPosts(...numbers: number[]) {
      for (const n of numbers) {
        const post = { id: idOf(n), seq: n, sentAt: n, text: `${n}` }
        place({ ...post, signature: await bob.sealer.signPost({ ...post, from: bob.name }) }, bob)
      }
    },
    async alicePosts(n: number) {
      const of = { conversation: 'everyone', from: alice.name, sentAt: n, type: 'text', text: `${n}` } as const
      await storage.compose([{ ...of, kind: 'outgoing-post', id: idOf(n), delivery: { state: 'queued' } }])
    },
    /** As after a restart with a backup: of so many posts, when alice had acked so many. */
    restore(posts: number, acked: number) {
      server.log.splice(posts)
      server.acked = acked
    },
    delivery: async (id: MessageId) => {
      const message = await storage.message(id)
      return message && 'delivery' in message ? message.delivery : undefined
    },
    async shown() {
      const messages = orderMessages('everyone', await storage.messages('everyone', 99))
      const { gaps } = findGaps('everyone', messages, 2_000_000)
      expect([...gaps]).toEqual([])
      return messages.map(({ text }) => text).join(' ')
    },
  }
}

const UNANSWERED = { ok: false, error: { kind: 'no-answer', message: '' } } as const

describe('a log that was restored from a backup', () => {
  it('misses nothing that was posted since, in places that were taken before', async () => {
    const { server, enter, bobPosts, restore, shown } = await stage()
    await bobPosts(1, 2, 3)
    await enter()
    restore(1, 1)
    await bobPosts(4, 5, 6)
    await enter()
    expect(await shown()).toBe('1 2 3 4 5 6')
    expect(server.acked).toBe(4)
    await bobPosts(7)
    await enter()
    expect(await shown()).toBe('1 2 3 4 5 6 7')
  })

  it('gets again what it lost of its reader, and not what all have', async () => {
    const { server, enter, bobPosts, alicePosts, restore, shown, delivery } = await stage()
    await bobPosts(1)
    await enter()
    await alicePosts(2)
    await enter()
    await bobPosts(3)
    await enter()
    expect(await delivery(idOf(2))).toEqual({ state: 'posted', groupSeq: 2, delivered: 0, of: 2 })
    restore(1, 1)
    await enter()
    expect(server.log.map(({ text }) => text)).toEqual(['1', '2'])
    await bobPosts(4)
    await enter()
    expect(await delivery(idOf(2))).toEqual({ state: 'posted', groupSeq: 2, delivered: 0, of: 2, era: 1 })
    expect(await shown()).toBe('1 3 2 4')
  })

  it('leaves in its place what it still has', async () => {
    const { enter, bobPosts, alicePosts, restore, shown, delivery } = await stage()
    await alicePosts(1)
    await enter()
    await bobPosts(2, 3)
    await enter()
    restore(2, 2)
    await bobPosts(4, 5)
    await enter()
    expect(await delivery(idOf(1))).toEqual({ state: 'posted', groupSeq: 1, delivered: 0, of: 2 })
    expect(await shown()).toBe('1 2 3 4 5')
  })

  it('gets again what its reader posted behind what she had read', async () => {
    const { server, enter, bobPosts, alicePosts, shown, storage } = await stage()
    await alicePosts(9)
    const delivery = { state: 'posted', groupSeq: 2, delivered: 0, of: 2 } as const
    await storage.saveDeliveries([{ id: idOf(9), delivery }])
    await bobPosts(1, 2, 3)
    await enter()
    expect(server.log.map(({ text }) => text)).toEqual(['1', '2', '3', '9'])
    expect(await shown()).toBe('1 2 3 9')
  })

  it('is not mixed with what an earlier session brought', async () => {
    const { server, enter, bobPosts, restore, shown } = await stage()
    await bobPosts(1, 2, 3)
    const old = server.log.slice(1)
    restore(1, 0)
    await bobPosts(4, 5)
    await enter({ before: old })
    expect(await shown()).toBe('1 4 5')
  })

  it('is not taken for one when only an ack was lost', async () => {
    const { server, enter, bobPosts, alicePosts, shown, delivery } = await stage()
    await bobPosts(1, 2)
    await alicePosts(3)
    await enter()
    await enter()
    server.acked = 1
    const before = server.fetched
    await enter()
    expect(server.fetched).toBe(before + 1)
    expect(server.acked).toBe(3)
    expect(await delivery(idOf(3))).toEqual({ state: 'posted', groupSeq: 3, delivered: 0, of: 2 })
    expect(await shown()).toBe('1 2 3')
  })

  it('is not taken for one when the tab that led before stored more after this one had signed in', async () => {
    const { server, enter, bobPosts, shown, storage } = await stage()
    await bobPosts(1, 2, 3)
    await enter()
    server.acked = 1
    await enter({ head: 2 })
    expect(await storage.groupCursor()).toEqual({ place: 3, era: 0, after: 0 })
    expect(await shown()).toBe('1 2 3')
  })
})
