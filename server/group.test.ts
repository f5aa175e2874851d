import { describe, expect, it } from 'vitest'
import { LIMITS } from '../protocol/limits.ts'
import { refused } from './testing/refused.ts'
import { createPerson } from './testing/client.ts'
import { createWorld } from './testing/world.ts'

async function three() {
  const world = await createWorld()
  const people = await Promise.all(['ann', 'bob', 'cid'].map(createPerson))
  const [ann, bob, cid] = people
  if (!ann || !bob || !cid) throw new Error('three people')
  const [a, b, c] = [world.connect(), world.connect(), world.connect()]
  await a.signIn(ann)
  await b.signIn(bob)
  await c.signIn(cid)
  return { world, ann, bob, cid, a, b, c }
}

describe('Everyone', () => {
  it('gives posts one order and brings them to all', async () => {
    const { world, ann, bob, a, b, c } = await three()
    expect(await a.ask('group:post', await ann.post(1))).toEqual({
      ok: true,
      value: { groupSeq: 1, delivered: 0, of: 2 },
    })
    expect(await b.ask('group:post', await bob.post(2))).toMatchObject({ value: { groupSeq: 2 } })
    expect(await a.ask('group:post', await ann.post(1))).toMatchObject({ value: { groupSeq: 1 } })
    world.clock.advance(10)
    for (const line of [a, b, c]) {
      const posts = line.heard('group:posted').flatMap((page) => page.posts)
      expect(posts.map(({ groupSeq, from }) => [groupSeq, from])).toEqual([
        [1, 'ann'],
        [2, 'bob'],
      ])
    }
    expect(await c.ask('group:fetch', { after: 1 })).toMatchObject({ value: { posts: [{ groupSeq: 2 }], head: 2 } })
  })

  it('gathers posts that come close together, and sends the first at once', async () => {
    const { world, ann, a, c } = await three()
    await a.ask('group:post', await ann.post(1))
    world.clock.advance(0)
    expect(c.heard('group:posted')).toHaveLength(1)
    for (const id of [2, 3, 4]) await a.ask('group:post', await ann.post(id))
    world.clock.advance(0)
    expect(c.heard('group:posted')).toHaveLength(1)
    world.clock.advance(8)
    expect(c.heard('group:posted').map(({ posts }) => posts.length)).toEqual([1, 3])
  })

  it('sends in one packet only what fits', async () => {
    const { world, ann, a, c } = await three()
    const texts = Array.from({ length: 12 }, (_, id) => (id % 2 ? '"' : '\u{1f600}').repeat(id % 2 ? 8192 : 2048))
    for (const [id, text] of texts.entries()) await a.ask('group:post', await ann.post(id, text))
    world.clock.advance(8)
    const pages = c.heard('group:posted')
    expect(pages.flatMap(({ posts }) => posts.map(({ text }) => text))).toEqual(texts)
    for (const packet of pages) {
      expect(Buffer.byteLength(JSON.stringify(packet))).toBeLessThan(LIMITS.packet - 100)
    }
    expect(pages).toHaveLength(2)
  })

  it('answers a quick line with more at a time, up to a page, and a slow one with less', async () => {
    const { world, ann, a, c } = await three()
    for (let id = 0; id < 300; id++) await a.ask('group:post', await ann.post(id, '"'.repeat(1000)))
    const fetched: number[] = []
    let after = 0
    const fetch = async () => {
      const answer = await c.ask('group:fetch', { after })
      if (!answer.ok) throw new Error('refused')
      after = answer.value.posts.at(-1)?.groupSeq ?? after
      fetched.push(Buffer.byteLength(JSON.stringify(answer)) / 1024)
    }
    for (let page = 0; page < 5; page++) await fetch()
    world.clock.advance(1001)
    await fetch()
    world.clock.advance(1000)
    await fetch()
    for (let page = 0; page < 7; page++) {
      world.clock.advance(1001)
      await fetch()
    }
    const limits = [8, 16, 32, 64, 96, 48, 96, 48, 24, 12, 8, 8, 8, 8]
    for (const [page, limit] of limits.entries()) {
      expect(fetched[page]).toBeGreaterThan(limit / 2 - 1)
      expect(fetched[page]).toBeLessThan(limit + 1)
    }
  })

  it('refuses a post that its sender did not sign', async () => {
    const { ann, bob, a } = await three()
    expect(await a.ask('group:post', await bob.post(1))).toEqual(refused('bad-signature'))
    expect(await a.ask('group:post', { ...(await ann.post(1)), text: 'other' })).toEqual(refused('bad-signature'))
  })

  it('tells the sender how many of the members of that time have it', async () => {
    const { world, ann, a, b, c } = await three()
    await a.ask('group:post', await ann.post(1))
    await a.ask('group:ack', { upTo: 1 })
    const late = world.connect()
    await late.signIn(await createPerson('late'))
    await late.ask('group:ack', { upTo: 1 })
    world.clock.advance(200)
    const items = () => a.heard('group:delivered').flatMap((delivered) => delivered.items)
    expect(items().at(-1)).toEqual({ groupSeq: 1, delivered: 0, of: 2 })
    await b.ask('group:ack', { upTo: 1 })
    await c.ask('group:ack', { upTo: 1 })
    world.clock.advance(200)
    expect(items().at(-1)).toEqual({ groupSeq: 1, delivered: 2, of: 2 })
    expect(await a.ask('group:progress', { posts: [1, 2] })).toEqual({
      ok: true,
      value: { items: [{ groupSeq: 1, delivered: 2, of: 2 }] },
    })
    expect(await b.ask('group:progress', { posts: [1] })).toEqual({ ok: true, value: { items: [] } })
  })

  it('does not count as delivered what expired before a member came back', async () => {
    const { world, ann, a, b, c } = await three()
    await a.ask('group:post', await ann.post(1))
    await b.ask('group:ack', { upTo: 1 })
    world.clock.advance(40 * 24 * 3600_000)
    await c.ask('group:ack', { upTo: 1 })
    world.clock.advance(200)
    const items = a.heard('group:delivered').flatMap((delivered) => delivered.items)
    expect(items).toEqual([{ groupSeq: 1, delivered: 1, of: 2 }])
    expect(await a.ask('group:progress', { posts: [1] })).toEqual({ ok: true, value: { items: [] } })
  })

  it('catches up from the cursor after a restart', async () => {
    const { world, ann, bob, a, b } = await three()
    for (const id of [1, 2, 3]) await a.ask('group:post', await ann.post(id))
    await b.ask('group:ack', { upTo: 2 })
    const after = await createWorld({ store: world.store })
    const line = after.connect()
    expect(await line.signIn(bob)).toMatchObject({ group: { head: 3, cursor: 2 } })
    expect(await line.ask('group:fetch', { after: 2 })).toMatchObject({ value: { posts: [{ groupSeq: 3 }], first: 1 } })
  })

  it('answers one session one question about the log at a time, and the next when that is answered', async () => {
    const { ann, a, b } = await three()
    await a.ask('group:post', await ann.post(1))
    const asked = [1, 2, 3].map(() => a.ask('group:fetch', { after: 0 }))
    const other = b.ask('group:fetch', { after: 0 })
    const progress = [1, 2].map(() => a.ask('group:progress', { posts: [1] }))
    expect((await Promise.all(asked)).map(({ ok }) => ok)).toEqual([true, false, false])
    expect(await asked[1]).toEqual(refused('rate-limited'))
    expect((await Promise.all(progress)).map(({ ok }) => ok)).toEqual([true, false])
    expect(await other).toMatchObject({ ok: true })
    expect(await a.ask('group:fetch', { after: 0 })).toMatchObject({ value: { head: 1 } })
  })
})
