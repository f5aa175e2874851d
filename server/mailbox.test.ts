import { describe, expect, it } from 'vitest'
import { createMemoryStore } from './store/memory.ts'
import type { Store } from './store/store.ts'
import { createPerson } from './testing/client.ts'
import { messageId } from './testing/fixtures.ts'
import { ack, arrivedIds, couple, ids, put } from './testing/letters.ts'
import { refused } from './testing/refused.ts'
import { createWorld, ORIGIN } from './testing/world.ts'

// What happens to a mailbox between the question for a page and the page.

/** A store whose pages are as they were when they were asked for, and come when they are let. */
function createHeldStore() {
  const memory = createMemoryStore()
  let gate = Promise.resolve()
  const under = { now: 0, most: 0, asked: 0 }
  const store: Store = {
    ...memory,
    async mailPage(of) {
      under.asked += 1
      under.most = Math.max(under.most, ++under.now)
      const page = await memory.mailPage(of)
      await gate
      under.now -= 1
      return page
    },
  }
  const hold = () => {
    let release = () => {}
    gate = new Promise((resolve) => (release = resolve))
    return release
  }
  return { store, hold, under }
}

/** All that needs no more time happens. */
const settle = () => new Promise((resolve) => setImmediate(resolve))

describe('a mailbox', () => {
  it('is asked for one page at a time, however many acks come meanwhile', async () => {
    const { store, hold, under } = createHeldStore()
    const world = await createWorld({ store })
    const { ann, bob, a, b } = await couple(world)
    b.drop()
    for (let id = 0; id < 100; id++) await put(a, ann, bob, id)
    const back = world.connect()
    await back.signIn(bob)
    const got = () => arrivedIds(back).flat()
    await world.until(() => got().length === 57)
    const release = hold()
    for (let number = 1; number <= 57; number++) await ack(back, number)
    release()
    for (let acked = 57; acked < 100; acked++) {
      await world.until(() => got().length > acked)
      await ack(back, acked + 1)
    }
    expect(got()).toEqual(Array.from({ length: 100 }, (_, id) => messageId(id)))
    expect(under.most).toBe(1)
  })

  it('pushes nothing for a session that another one has followed before the page came', async () => {
    const { store, hold, under } = createHeldStore()
    const world = await createWorld({ store })
    const { ann, bob, a, b } = await couple(world)
    b.drop()
    for (const id of [1, 2]) await put(a, ann, bob, id)
    const release = hold()
    const [old, fresh] = [world.connect(), world.connect()]
    for (const line of [old, fresh]) {
      const before = under.asked
      await line.signIn(bob)
      await world.until(() => under.asked > before)
    }
    release()
    await world.until(() => arrivedIds(fresh).length > 0)
    await settle()
    expect(arrivedIds(fresh)).toEqual([ids(1, 2)])
  })

  it('is opened for the second of two sessions that begin together, and not for the first', async () => {
    const world = await createWorld()
    const { ann, bob, a, b } = await couple(world)
    b.drop()
    await put(a, ann, bob, 1)
    const lines = [world.connect(), world.connect()]
    for (const line of lines) {
      const signIn = await bob.signIn({ nonce: line.nonce, origin: ORIGIN })
      expect(await line.ask('session:sign-in', signIn)).toMatchObject({ ok: true })
    }
    world.clock.advance(0)
    await settle()
    expect(lines.map((line) => arrivedIds(line))).toEqual([[], [ids(1)]])
  })

  it('goes on behind a letter that lay too long when its turn came', async () => {
    const world = await createWorld({ limits: { mailDays: 1 } })
    const { ann, bob, a, b } = await couple(world)
    for (const id of [1, 2]) await put(a, ann, bob, id)
    world.clock.advance(25 * 3600_000)
    await world.until(() => a.heard('receipt:issued').length > 0)
    await ack(b, 1)
    await settle()
    await put(a, ann, bob, 3)
    expect(arrivedIds(b)).toEqual([ids(1), ids(3)])
  })

  it('reads what came while an empty page was under way', async () => {
    const { store, hold, under } = createHeldStore()
    const world = await createWorld({ store })
    const { ann, bob, a, b } = await couple(world)
    await world.until(() => under.asked === 2)
    b.drop()
    const release = hold()
    const back = world.connect()
    await back.signIn(bob)
    await world.until(() => under.asked === 3)
    await put(a, ann, bob, 1)
    release()
    await world.until(() => arrivedIds(back).length > 0)
    expect(arrivedIds(back)).toEqual([ids(1)])
  })

  it('that cannot be read is logged', async () => {
    const memory = createMemoryStore()
    const logged: string[] = []
    const world = await createWorld({
      store: { ...memory, mailPage: () => Promise.reject(new Error('cannot')) },
      log: (event, fields) => logged.push(`${event}: ${fields?.['reason']}`),
    })
    await world.connect().signIn(await createPerson('bob'))
    await world.until(() => logged.length > 0)
    expect(logged).toEqual(['mail was not read: cannot'])
  })

  it('goes on when a letter that is under way is put once more', async () => {
    const { ann, bob, a, b } = await couple(await createWorld())
    for (const id of [1, 1, 2]) expect(await put(a, ann, bob, id)).toEqual({ ok: true, value: { state: 'stored' } })
    await ack(b, 1)
    await settle()
    expect(arrivedIds(b)).toEqual([ids(1), ids(2)])
  })

  it('says when it got each letter, whether that comes at once or in a page', async () => {
    const world = await createWorld()
    const { ann, bob, a, b } = await couple(world)
    const times: number[] = []
    for (const id of [1, 2, 3]) {
      world.clock.advance(1000)
      times.push(world.clock.now())
      await put(a, ann, bob, id)
    }
    await ack(b, 1)
    await settle()
    expect(b.heard('mail:arrived').flatMap(({ storedAt }) => storedAt)).toEqual(times)
  })

  it('repeats no receipt to a session that heard it, whatever else that acks', async () => {
    const world = await createWorld()
    const { ann, bob, a, b } = await couple(world)
    for (const id of [1, 2]) await put(a, ann, bob, id)
    a.drop()
    await ack(b, 1)
    const again = world.connect()
    await again.signIn(ann)
    await world.until(() => again.heard('receipt:issued').length === 1)
    await settle()
    await ack(b, 2)
    const acked = { receipts: [{ to: bob.name, id: messageId(1) }] }
    for (let times = 0; times < 2; times++) await again.ask('receipt:ack', acked)
    await settle()
    const heard = again.heard('receipt:issued').map(({ receipts }) => receipts.map(({ id }) => id))
    expect(heard).toEqual([ids(1), ids(2)])
  })

  it('tells a sender of many letters that lay too long in events of two hundred', async () => {
    const world = await createWorld({ limits: { mailDays: 1 } })
    const { ann, bob, a, b } = await couple(world)
    b.drop()
    for (let id = 0; id < 600; id++) await put(a, ann, bob, id)
    world.clock.advance(25 * 3600_000)
    await world.until(() => a.heard('receipt:issued').length === 4)
    expect(a.heard('receipt:issued').map(({ receipts }) => receipts.length)).toEqual([200, 200, 100, 100])
  })

  it('is traced for one question of a session at a time', async () => {
    const { bob, a } = await couple(await createWorld())
    const trace = () => a.ask('mail:trace', { letters: [{ to: bob.name, id: messageId(1) }] })
    const [first, second] = await Promise.all([trace(), trace()])
    expect(first).toMatchObject({ ok: true })
    expect(second).toEqual(refused('rate-limited'))
    expect(await trace()).toMatchObject({ ok: true })
  })

  it('takes acks of receipts after one that failed', async () => {
    const memory = createMemoryStore()
    let fails = 1
    const ackReceipts: Store['ackReceipts'] = (of) =>
      fails-- > 0 ? Promise.reject(new Error('cannot')) : memory.ackReceipts(of)
    const logged: string[] = []
    const { bob, a } = await couple(
      await createWorld({ store: { ...memory, ackReceipts }, log: (event) => logged.push(event) }),
    )
    const acks = [1, 2].map((id) => a.ask('receipt:ack', { receipts: [{ to: bob.name, id: messageId(id) }] }))
    expect(await Promise.all(acks)).toEqual([refused('internal'), { ok: true, value: null }])
    expect(logged).toEqual(['handler failed'])
  })
})
