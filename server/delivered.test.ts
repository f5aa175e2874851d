import { describe, expect, it } from 'vitest'
import { createPerson } from './testing/client.ts'
import { createWorld, type Line } from './testing/world.ts'

// Whom the server tells, unasked, how many of the others have a post, and when.

async function crowd() {
  const world = await createWorld()
  const [ann, bob, cid] = [await createPerson('ann'), await createPerson('bob'), await createPerson('cid')]
  const [a, b, c] = [world.connect(), world.connect(), world.connect()]
  await a.signIn(ann)
  await b.signIn(bob)
  await c.signIn(cid)
  const post = async (count: number) => {
    for (let id = 0; id < count; id++) await a.ask('group:post', await ann.post(id))
  }
  return { world, ann, bob, a, b, c, post }
}

/** The places of which each event so far told. */
const told = (line: Line) => line.heard('group:delivered').map(({ items }) => items.map(({ groupSeq }) => groupSeq))

describe('the sender of a post', () => {
  it('hears of each place once for each reader', async () => {
    const { world, a, b, post } = await crowd()
    await post(2)
    for (const upTo of [1, 2]) {
      await b.ask('group:ack', { upTo })
      world.clock.advance(200)
    }
    expect(told(a)).toEqual([[1], [2]])
  })

  it('hears at once, then for 200 ms no more, of all that readers got meanwhile', async () => {
    const { world, a, b, c, post } = await crowd()
    await post(4)
    await b.ask('group:ack', { upTo: 1 })
    world.clock.advance(0)
    expect(told(a)).toEqual([[1]])
    await b.ask('group:ack', { upTo: 3 })
    await c.ask('group:ack', { upTo: 2 })
    world.clock.advance(199)
    expect(told(a)).toHaveLength(1)
    world.clock.advance(1)
    expect(told(a)).toEqual([[1], [1, 2, 3]])
  })

  it('hears of a hundred posts in one event', async () => {
    const { world, a, b, post } = await crowd()
    await post(101)
    await b.ask('group:ack', { upTo: 101 })
    world.clock.advance(200)
    expect(told(a).map(({ length }) => length)).toEqual([100, 1])
  })

  it('hears of five hundred posts, and of older ones only when it asks', async () => {
    const { world, a, b, post } = await crowd()
    await post(1001)
    for (const upTo of [501, 502]) {
      await b.ask('group:ack', { upTo })
      world.clock.advance(200)
    }
    expect(told(a)).toEqual([[502]])
    expect(await a.ask('group:progress', { posts: [1] })).toMatchObject({ value: { items: [{ delivered: 1 }] } })
  })

  it('hears of it also after a restart', async () => {
    const { world, ann, bob, post } = await crowd()
    await post(1)
    const after = await createWorld({ store: world.store })
    const [a, b] = [after.connect(), after.connect()]
    await a.signIn(ann)
    await b.signIn(bob)
    await b.ask('group:ack', { upTo: 1 })
    after.clock.advance(200)
    expect(told(a)).toEqual([[1]])
  })

  it('hears of the oldest post that is kept', async () => {
    const { world, ann, a, b, post } = await crowd()
    const days = (count: number) => count * 24 * 3600_000
    await post(1)
    world.clock.advance(days(20))
    await a.ask('group:post', await ann.post('young'))
    world.clock.advance(days(11))
    expect(await a.ask('group:fetch', { after: 0 })).toMatchObject({ value: { first: 2 } })
    await b.ask('group:ack', { upTo: 2 })
    world.clock.advance(200)
    expect(told(a)).toEqual([[2]])
  })
})

it('tells who signs in where the log ends by then', async () => {
  const { world, bob, post } = await crowd()
  await post(3)
  expect(await world.connect().signIn(bob)).toMatchObject({ group: { head: 3, cursor: 0 } })
})

it('takes twenty acks of readers in five milliseconds, and the others after them', async () => {
  const { world, b, post } = await crowd()
  await post(1)
  let answered = 0
  const acks = Array.from({ length: 21 }, async () => {
    await b.ask('group:ack', { upTo: 1 })
    answered += 1
  })
  await world.until(() => answered === 20)
  await new Promise((resolve) => setImmediate(resolve))
  expect(answered).toBe(20)
  world.clock.advance(5)
  await Promise.all(acks)
})
