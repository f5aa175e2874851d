import { describe, expect, it } from 'vitest'
import { createPerson, type Person } from './testing/client.ts'
import { messageId } from './testing/fixtures.ts'
import { ack, put } from './testing/letters.ts'
import { refused } from './testing/refused.ts'
import { writers } from './testing/writers.ts'
import { createWorld, type World } from './testing/world.ts'

// Each limit an operator can set: what is too much is answered by name, and what was accepted before stays.

const UNLIMITED = { perSender: 0, perBox: 0, boxBytes: 0 }

/** What waits for somebody. */
async function waiting({ store }: World, { name }: Person): Promise<readonly string[]> {
  return (await store.mailPage({ to: name, after: 0 })).ids
}

describe('a limit', () => {
  it('on letters and posts of one member fills up again', async () => {
    const world = await createWorld({ limits: { putsPerSecond: 2, putsBurst: 3 } })
    const { ann, bob, a } = await writers(world)
    expect(await put(a, ann, bob, 1)).toMatchObject({ ok: true })
    expect(await a.ask('group:post', await ann.post(1))).toMatchObject({ ok: true })
    expect(await put(a, ann, bob, 2)).toMatchObject({ ok: true })
    expect(await put(a, ann, bob, 3)).toEqual(refused('rate-limited'))
    expect(await a.ask('group:post', await ann.post(2))).toEqual(refused('rate-limited'))
    world.clock.advance(500)
    expect(await put(a, ann, bob, 3)).toMatchObject({ ok: true })
    expect(await put(a, ann, bob, 4)).toEqual(refused('rate-limited'))
    expect(await waiting(world, bob)).toEqual([1, 2, 3].map(messageId))
  })

  it('on letters and posts is not renewed by connecting anew, and is per member', async () => {
    const world = await createWorld({ limits: { putsPerSecond: 1, putsBurst: 3 } })
    const { ann, bob, cid, a, c } = await writers(world)
    for (const id of [1, 2, 3]) expect(await put(a, ann, bob, id)).toMatchObject({ ok: true })
    a.drop()
    const again = world.connect('192.0.2.7')
    await again.signIn(ann)
    expect(await put(again, ann, bob, 4)).toEqual(refused('rate-limited'))
    expect(await again.ask('group:post', await ann.post(5))).toEqual(refused('rate-limited'))
    expect(await put(c, cid, bob, 6)).toMatchObject({ ok: true })
    world.clock.advance(1000)
    expect(await put(again, ann, bob, 4)).toMatchObject({ ok: true })
  })

  it('on letters and posts is ten times that for all names of one place', async () => {
    const world = await createWorld({ limits: { putsPerSecond: 1, putsBurst: 1 } })
    const { ann } = await writers(world)
    const send = async (number: number, address: string) => {
      const person = await createPerson(`crowd${number}`)
      const line = world.connect(address)
      await line.signIn(person)
      return number % 2 === 0 ? put(line, person, ann, number) : line.ask('group:post', await person.post(number))
    }
    for (let number = 10; number < 20; number++)
      expect(await send(number, `2001:db8:1:2::${number}`)).toMatchObject({ ok: true })
    expect(await send(20, '2001:db8:1:2::20')).toEqual(refused('rate-limited'))
    expect(await send(21, '2001:db8:1:2::21')).toEqual(refused('rate-limited'))
    expect(await send(22, '2001:db8:1:3::22')).toMatchObject({ ok: true })
    world.clock.advance(100)
    expect(await send(23, '2001:db8:1:2::23')).toMatchObject({ ok: true })
  })

  it('on letters and posts of one member takes nothing from the others of its place', async () => {
    const world = await createWorld({ limits: { putsPerSecond: 1, putsBurst: 1 } })
    const { ann, bob, cid, a, c } = await writers(world)
    for (let id = 0; id < 20; id++) expect((await put(a, ann, bob, id)).ok).toBe(id === 0)
    expect(await put(c, cid, bob, 20)).toMatchObject({ ok: true })
  })

  it.each([
    { eventsPerSecond: 50, eventsBurst: 0, putsPerSecond: 5, putsBurst: 0 },
    { eventsPerSecond: 0, eventsBurst: 1, putsPerSecond: 0, putsBurst: 1 },
  ])('that is 0 is none: $eventsPerSecond and $eventsBurst', async (limits) => {
    const world = await createWorld({ limits })
    const { ann, bob, cid, a } = await writers(world)
    for (let id = 0; id < 300; id++) expect(await put(a, ann, bob, id)).toMatchObject({ ok: true })
    for (let times = 0; times < 9; times++)
      expect(await a.ask('signal:send', { to: cid.name, signal: 'x'.repeat(16_000) })).toMatchObject({ ok: true })
  })

  it('on letters of one sender leaves room for others, and for repetitions', async () => {
    const world = await createWorld({ limits: { mail: { ...UNLIMITED, perSender: 2 } } })
    const { ann, bob, cid, a, c } = await writers(world)
    for (const id of [1, 2]) expect(await put(a, ann, bob, id)).toMatchObject({ ok: true })
    expect(await put(a, ann, bob, 3)).toEqual(refused('mailbox-full'))
    expect(await put(a, ann, bob, 2)).toEqual({ ok: true, value: { state: 'stored' } })
    expect(await put(a, ann, cid, 3)).toMatchObject({ ok: true })
    expect(await put(c, cid, bob, 3)).toMatchObject({ ok: true })
    expect(await waiting(world, bob)).toEqual([1, 2, 3].map(messageId))
  })

  it('on letters of one mailbox falls with what was read', async () => {
    const world = await createWorld({ limits: { mail: { ...UNLIMITED, perBox: 2 } } })
    const { ann, bob, cid, a, c } = await writers(world)
    expect(await put(a, ann, bob, 1)).toMatchObject({ ok: true })
    expect(await put(c, cid, bob, 2)).toMatchObject({ ok: true })
    expect(await put(a, ann, bob, 3)).toEqual(refused('mailbox-full'))
    const b = world.connect()
    await b.signIn(bob)
    await world.until(() => b.heard('mail:arrived').length > 0)
    expect(await ack(b, 1)).toMatchObject({ ok: true })
    expect(await put(a, ann, bob, 3)).toMatchObject({ ok: true })
    expect(await waiting(world, bob)).toEqual([2, 3].map(messageId))
  })

  it('on the size of a mailbox counts bytes', async () => {
    const world = await createWorld({ limits: { mail: { ...UNLIMITED, boxBytes: 1000 } } })
    const { ann, bob, a } = await writers(world)
    expect(await put(a, ann, bob, 1, 1, 600)).toMatchObject({ ok: true })
    expect(await put(a, ann, bob, 2, 1, 600)).toEqual(refused('mailbox-full'))
    expect(await put(a, ann, bob, 3, 1, 400)).toMatchObject({ ok: true })
    expect(await waiting(world, bob)).toEqual([1, 3].map(messageId))
  })

  it('on age is told to the sender, and spares what is younger', async () => {
    const world = await createWorld({ limits: { mailDays: 2 } })
    const { ann, bob, a } = await writers(world)
    await put(a, ann, bob, 1)
    world.clock.advance(36 * 3600_000)
    await put(a, ann, bob, 2)
    world.clock.advance(13 * 3600_000)
    await world.until(() => a.heard('receipt:issued').length === 1)
    expect(a.heard('receipt:issued')[0]?.receipts).toEqual([
      { to: bob.name, id: messageId(1), outcome: { outcome: 'expired' } },
    ])
    expect(await waiting(world, bob)).toEqual([messageId(2)])
  })
})
