import { describe, expect, it } from 'vitest'
import { LIMITS } from '../protocol/limits.ts'
import { createMemoryStore } from './store/memory.ts'
import type { Store } from './store/store.ts'
import { createPerson } from './testing/client.ts'
import { messageId } from './testing/fixtures.ts'
import { ack, arrivedIds, couple, ids, opened, put } from './testing/letters.ts'
import { refused } from './testing/refused.ts'
import { createWorld } from './testing/world.ts'

describe('mailbox', () => {
  it('pushes to who is connected, and what comes meanwhile together when all is acked', async () => {
    const world = await createWorld()
    const { ann, bob, a, b } = await couple(world)
    for (const id of [1, 2, 3]) expect(await put(a, ann, bob, id)).toEqual({ ok: true, value: { state: 'stored' } })
    expect(arrivedIds(b)).toEqual([ids(1)])
    await ack(b, 1)
    await world.until(() => arrivedIds(b).length === 2)
    expect(arrivedIds(b)[1]).toEqual(ids(2, 3))
    await put(a, ann, bob, 4)
    await ack(b, 2)
    await new Promise((resolve) => setImmediate(resolve))
    expect(arrivedIds(b)).toHaveLength(2)
    await ack(b, 3)
    await world.until(() => arrivedIds(b).length === 3)
    expect(arrivedIds(b)[2]).toEqual(ids(4))
  })

  it('drains at sign-in, and again what was not acked', async () => {
    const world = await createWorld()
    const { ann, bob, a, b } = await couple(world)
    b.drop()
    for (let id = 1; id <= 25; id++) await put(a, ann, bob, id)
    const first = world.connect()
    expect(await first.signIn(bob)).toMatchObject({ mail: 25 })
    await world.until(() => arrivedIds(first).flat().length === 25)
    await ack(first, 1, 2)
    first.drop()
    const second = world.connect()
    await second.signIn(bob)
    await world.until(() => arrivedIds(second).flat().length === 23)
    expect(arrivedIds(second)[0]?.[0]).toBe(messageId(3))
  })

  it('takes answers by the numbers of this session, in any order, and passes over the rest', async () => {
    const world = await createWorld()
    const { ann, bob, a, b } = await couple(world)
    b.drop()
    for (let id = 1; id <= 4; id++) await put(a, ann, bob, id)
    const waiting = async () => (await world.store.mailPage({ to: bob.name, after: 0 })).ids
    const first = world.connect()
    await first.signIn(bob)
    await world.until(() => arrivedIds(first).flat().length === 4)
    expect(first.heard('mail:arrived').map((page) => page.first)).toEqual([1])
    for (const [number, count] of [[3, 1], [0, 1], [4, 100], [3, 1], [99, 2]] as const) await ack(first, number, count) // prettier-ignore
    expect(await waiting()).toEqual(ids(1, 2))
    first.drop()
    const second = world.connect()
    await second.signIn(bob)
    await world.until(() => arrivedIds(second).flat().length === 2)
    await second.ask('mail:ack', { first: 1, proofs: [null] })
    expect(await waiting()).toEqual(ids(2))
    await ack(second, 2)
    await put(a, ann, bob, 5)
    expect(second.heard('mail:arrived').map((page) => page.first)).toEqual([1, 3])
    const outcomes = a.heard('receipt:issued').flatMap(({ receipts }) => receipts.map(({ outcome }) => outcome.outcome))
    expect(outcomes).toEqual(['opened', 'opened', 'rejected', 'opened'])
  })

  it('takes no answer of a session that another one has followed', async () => {
    const world = await createWorld()
    const { ann, bob, a, b } = await couple(world)
    await put(a, ann, bob, 1)
    const late = ack(b, 1)
    const next = world.connect()
    await next.signIn(bob)
    await late
    await put(a, ann, bob, 2)
    await put(a, ann, bob, 3)
    await ack(b, 1, 2)
    expect((await world.store.mailPage({ to: bob.name, after: 0 })).ids).toEqual(ids(2, 3))
  })

  it.each([
    { reader: 'a quick reader, up to three pages of two hundred letters', length: 262, ms: 1000, first: 93, most: 600 },
    { reader: 'a quick reader, up to three pages of bytes', length: 40_000, ms: 1000, first: 1, most: 6 },
    { reader: 'a slow reader, three small pages at a time', length: 422, ms: 1001, first: 57, most: 57 },
  ])('reads a full mailbox ahead of $reader', async ({ length, ms, first, most }) => {
    const world = await createWorld()
    const { ann, bob, a, b } = await couple(world)
    b.drop()
    const total = 20 * first + 3 * most
    for (let id = 0; id < total; id++) await put(a, ann, bob, id, 1, length)
    const reader = world.connect()
    await reader.signIn(bob)
    const got = () => arrivedIds(reader).flat().length
    await world.until(() => got() > 0)
    const ahead: number[] = []
    for (let acked = 0; acked < total;) {
      // All that needs no more time has happened then.
      await new Promise((resolve) => setImmediate(resolve))
      ahead.push(got() - acked)
      world.clock.advance(ms)
      for (const end = got(); acked < end;) {
        const count = Math.min(LIMITS.pageItems, end - acked)
        // What is acked twice makes room once.
        await Promise.all([1, 2].map(() => ack(reader, acked + 1, count)))
        acked += count
      }
    }
    expect(ahead[0]).toBe(first)
    expect(Math.max(...ahead)).toBeLessThanOrEqual(most)
    expect(Math.max(...ahead)).toBeGreaterThan(0.8 * most)
    await put(a, ann, bob, total)
    expect(arrivedIds(reader).flat().at(-1)).toBe(messageId(total))
  })

  it('misses no letter, however puts and drains interleave', async () => {
    const world = await createWorld()
    const { ann, bob, a, b } = await couple(world)
    b.drop()
    const back = world.connect()
    const signedIn = back.signIn(bob)
    const puts = Promise.all(Array.from({ length: 60 }, (_, id) => put(a, ann, bob, id)))
    await signedIn
    const got = new Set<number>()
    await world.until(() => {
      for (const { first, lengths } of back.heard('mail:arrived')) {
        if (got.has(first)) continue
        for (const index of lengths.keys()) got.add(first + index)
        void ack(back, first, lengths.length)
      }
      return new Set(arrivedIds(back).flat()).size === 60
    })
    await puts
  })

  it('brings receipts to the sender now, or repeats them until they are acked', async () => {
    const world = await createWorld()
    const { ann, bob, a, b } = await couple(world)
    await put(a, ann, bob, 1)
    await ack(b, 1)
    const receipt = { to: 'bob', id: messageId(1), outcome: opened }
    expect(a.heard('receipt:issued')).toEqual([{ receipts: [receipt] }])
    expect(await put(a, ann, bob, 1)).toEqual({ ok: true, value: { state: 'settled', receipt } })
    const again = world.connect()
    await again.signIn(ann)
    await world.until(() => again.heard('receipt:issued').length === 1)
    expect(again.heard('receipt:issued')).toEqual([{ receipts: [receipt] }])
    await again.ask('receipt:ack', { receipts: [{ to: bob.name, id: messageId(1) }] })
    const third = world.connect()
    await third.signIn(ann)
    expect(await third.ask('group:fetch', { after: 0 })).toMatchObject({ ok: true })
    expect(third.heard('receipt:issued')).toEqual([])
  })

  it('repeats many receipts in pages, each when the one before is acked', async () => {
    const world = await createWorld()
    const { ann, bob, a, b } = await couple(world)
    for (let id = 0; id < 450; id++) await put(a, ann, bob, id)
    a.drop()
    for (let acked = 0; acked < 450;) {
      await world.until(() => arrivedIds(b).flat().length > acked)
      const count = arrivedIds(b).flat().length - acked
      await ack(b, acked + 1, Math.min(count, LIMITS.pageItems))
      acked += Math.min(count, LIMITS.pageItems)
    }
    const again = world.connect()
    await again.signIn(ann)
    const pages = () => again.heard('receipt:issued').map(({ receipts }) => receipts)
    for (const heard of [[200], [200, 200], [200, 200, 50], [200, 200, 50]]) {
      await world.until(() => pages().length > 0)
      await new Promise((resolve) => setImmediate(resolve))
      expect(pages().map(({ length }) => length)).toEqual(heard)
      const last = pages().at(-1) ?? []
      await again.ask('receipt:ack', { receipts: last.map(({ to, id }) => ({ to, id })) })
    }
    expect(new Set(pages().flatMap((page) => page.map(({ id }) => id))).size).toBe(450)
  })

  it('takes acks of receipts of one session one by one, and refuses what nobody sends', async () => {
    const memory = createMemoryStore()
    const under = { now: 0, most: 0 }
    const ackReceipts: Store['ackReceipts'] = async (acked) => {
      under.most = Math.max(under.most, ++under.now)
      return memory.ackReceipts(acked).finally(() => under.now--)
    }
    const { a, b, bob } = await couple(await createWorld({ store: { ...memory, ackReceipts } }))
    const flood = Array.from({ length: 110 }, () =>
      a.ask('receipt:ack', { receipts: [{ to: bob.name, id: messageId(1) }] }),
    )
    const other = b.ask('receipt:ack', { receipts: [{ to: bob.name, id: messageId(1) }] })
    const answers = await Promise.all(flood)
    expect(answers.filter(({ ok }) => ok)).toHaveLength(100)
    expect(answers.at(-1)).toEqual(refused('rate-limited'))
    expect(await other).toMatchObject({ ok: true })
    expect(under.most).toBe(2)
    expect(await a.ask('receipt:ack', { receipts: [{ to: bob.name, id: messageId(1) }] })).toMatchObject({ ok: true })
  })

  it('tells a sender what became of letters, and nobody else', async () => {
    const { ann, bob, a, b } = await couple(await createWorld())
    for (const id of [1, 2]) await put(a, ann, bob, id)
    await ack(b, 1)
    const letters = [1, 2, 3].map((id) => ({ to: bob.name, id: messageId(id) }))
    const receipt = { to: 'bob', id: messageId(1), outcome: opened }
    const traced = [{ state: 'settled', receipt }, { state: 'stored' }, { state: 'unknown' }]
    expect(await a.ask('mail:trace', { letters })).toEqual({ ok: true, value: { letters: traced } })
    expect(await b.ask('mail:trace', { letters: letters.slice(0, 1) })).toEqual({
      ok: true,
      value: { letters: [{ state: 'unknown' }] },
    })
    const many = Array.from({ length: 201 }, (_, id) => ({ to: bob.name, id: messageId(id) }))
    expect(await a.ask('mail:trace', { letters: many })).toMatchObject({ ok: false, error: { kind: 'bad-payload' } })
  })

  it('refuses what it must, by name', async () => {
    const world = await createWorld({ limits: { mail: { perSender: 1, perBox: 0, boxBytes: 0 } } })
    const { ann, bob, a, b } = await couple(world)
    const nobody = await createPerson('nobody')
    expect(await put(a, ann, nobody, 1)).toEqual(refused('no-such-user'))
    expect(await put(a, ann, bob, 1, 2)).toEqual(refused('stale-bundle'))
    expect(await put(a, bob, bob, 1)).toEqual(refused('bad-payload'))
    expect(await a.ask('mail:put', { to: bob.name, envelope: new Uint8Array(500) })).toEqual(refused('bad-payload'))
    expect(await put(a, ann, bob, 1)).toMatchObject({ ok: true })
    expect(await put(a, ann, bob, 2)).toEqual(refused('mailbox-full'))
    await b.ask('block:set', { name: ann.name, blocked: true })
    expect(await put(a, ann, bob, 3)).toEqual(refused('blocked'))
    expect(await a.ask('signal:send', { to: bob.name, signal: '{}' })).toEqual(refused('blocked'))
  })
})
