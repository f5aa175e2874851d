import { describe, expect, it } from 'vitest'
import { createMemoryStore } from './store/memory.ts'
import { createPerson } from './testing/client.ts'
import { messageId } from './testing/fixtures.ts'
import { ack, couple, opened, put } from './testing/letters.ts'
import { createWorld, type World } from './testing/world.ts'

const [HOUR, DAY] = [3600_000, 24 * 3600_000]

/** Time passes, and what is swept in it is. */
async function pass({ clock }: World, ms: number): Promise<void> {
  clock.advance(ms)
  await new Promise((resolve) => setImmediate(resolve))
}

describe('what is kept', () => {
  it('is for ever what has no limit', async () => {
    const world = await createWorld({ limits: { mailDays: 0, groupDays: 0 } })
    const { ann, bob, a, b } = await couple(world)
    b.drop()
    await put(a, ann, bob, 1)
    await a.ask('group:post', await ann.post(1))
    await pass(world, 400 * DAY)
    expect((await world.store.mailPage({ to: bob.name, after: 0 })).ids).toEqual([messageId(1)])
    expect(await a.ask('group:fetch', { after: 0 })).toMatchObject({ value: { posts: [{ groupSeq: 1 }] } })
  })

  it('is for 45 days that a letter was opened', async () => {
    const world = await createWorld()
    const { ann, bob, a, b } = await couple(world)
    await put(a, ann, bob, 1)
    await ack(b, 1)
    await pass(world, 45 * DAY)
    const receipt = { to: bob.name, id: messageId(1), outcome: opened }
    expect(await put(a, ann, bob, 1)).toEqual({ ok: true, value: { state: 'settled', receipt } })
    await pass(world, HOUR)
    expect(await put(a, ann, bob, 1)).toEqual({ ok: true, value: { state: 'stored' } })
  })

  it('are so many of the newest posts', async () => {
    const world = await createWorld({ limits: { groupPosts: 2 } })
    const { ann, a } = await couple(world)
    for (const id of [1, 2, 3]) await a.ask('group:post', await ann.post(id))
    await pass(world, HOUR)
    expect(await a.ask('group:fetch', { after: 0 })).toMatchObject({ value: { first: 2, head: 3 } })
  })

  it('is logged when it cannot be swept, and swept an hour later', async () => {
    const memory = createMemoryStore()
    let fails = 1
    const logged: string[] = []
    const world = await createWorld({
      limits: { groupPosts: 1 },
      store: {
        ...memory,
        sweep: (of) => (fails-- > 0 ? Promise.reject(new Error('cannot')) : memory.sweep(of)),
      },
      log: (event, fields) => logged.push(`${event}: ${fields?.['reason']}`),
    })
    const { ann, a } = await couple(world)
    for (const id of [1, 2]) await a.ask('group:post', await ann.post(id))
    await pass(world, 60_000)
    expect(logged).toEqual(['sweep failed: cannot'])
    expect(await a.ask('group:fetch', { after: 0 })).toMatchObject({ value: { first: 1 } })
    await pass(world, HOUR)
    expect(await a.ask('group:fetch', { after: 0 })).toMatchObject({ value: { first: 2 } })
  })
})

describe('a service that stops', () => {
  it('stores when its sessions ended', async () => {
    const world = await createWorld()
    const { ann, bob } = await couple(world)
    world.clock.advance(5000)
    await world.service.stop()
    const { accounts } = await world.store.load()
    const now = world.clock.now()
    expect(accounts.map(({ name, lastSeen }) => [name, lastSeen])).toEqual([ann, bob].map(({ name }) => [name, now]))
  })

  it('leaves no timer behind', async () => {
    const world = await createWorld()
    const { ann, bob, a, b } = await couple(world)
    world.connect()
    for (const id of [1, 2]) {
      await a.ask('group:post', await ann.post(id))
      await put(a, ann, bob, id)
      await b.ask('group:ack', { upTo: id })
    }
    for (let times = 0; times < 30; times++) b.raw('group:ack', [{ upTo: 2 }], () => {})
    const late = world.connect()
    await late.ask('session:sign-in', await (await createPerson('late')).signIn({ nonce: late.nonce, origin: 'x' }))
    await world.service.stop()
    expect(world.clock.waiting).toBe(0)
  })
})
