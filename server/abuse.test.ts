import { describe, expect, it } from 'vitest'
import { recoveryStatement, successionStatement } from '../protocol/statements.ts'
import { createPerson, type Person } from './testing/client.ts'
import { identityKeyOf, messageId, prekeyOf, signatureText } from './testing/fixtures.ts'
import { ack, put } from './testing/letters.ts'
import { refused } from './testing/refused.ts'
import { createWorld, type Line, ORIGIN, type World } from './testing/world.ts'

// Each limit an operator can set: what is too much is answered by name, and what was accepted before stays.

/** So many that only what is per member counts. */
const EVENTS = { eventsPerSecond: 1000, eventsBurst: 1000 }
const UNLIMITED = { perSender: 0, perBox: 0, boxBytes: 0 }

/** Three who write to each other; bob is away. */
async function writers(world: World) {
  const [ann, bob, cid] = await Promise.all(['ann', 'bob', 'cid'].map((name) => createPerson(name)))
  if (!ann || !bob || !cid) throw new Error('nobody is there')
  const [a, b, c] = [world.connect(), world.connect(), world.connect()]
  await a.signIn(ann)
  await b.signIn(bob)
  await c.signIn(cid)
  b.drop()
  return { ann, bob, cid, a, c }
}

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

  it('on a signal counts its bytes on the wire', async () => {
    const world = await createWorld()
    const { cid, a } = await writers(world)
    const send = (signal: string) => a.ask('signal:send', { to: cid.name, signal })
    for (const fits of ['x'.repeat(16_382), '\u4e00'.repeat(5460), '\0'.repeat(2730)])
      expect(await send(fits)).toMatchObject({ ok: true })
    for (const large of ['x'.repeat(16_383), '\u4e00'.repeat(5461), '\0'.repeat(2731), '"'.repeat(8192)])
      expect(await send(large)).toEqual(refused('bad-payload'))
  })

  it('on signals of one member to another is in bytes, fills up again and leaves others alone', async () => {
    const world = await createWorld({ limits: EVENTS })
    const { ann, bob, cid, a, c } = await writers(world)
    await world.connect().signIn(bob)
    const send = (line: Line, { name }: Person, length: number) =>
      line.ask('signal:send', { to: name, signal: 'x'.repeat(length - 2) })
    for (let times = 0; times < 4; times++) expect(await send(a, cid, 16_384)).toMatchObject({ ok: true })
    expect(await send(a, cid, 400)).toEqual(refused('rate-limited'))
    expect(c.heard('signal:received')).toHaveLength(4)
    expect(await send(a, bob, 16_384)).toMatchObject({ ok: true })
    const signal = '\u4e00'.repeat(5460)
    for (let times = 0; times < 3; times++)
      expect(await c.ask('signal:send', { to: bob.name, signal })).toMatchObject({ ok: true })
    expect(await send(c, bob, 16_384)).toMatchObject({ ok: true })
    expect(await send(c, bob, 400)).toEqual(refused('rate-limited'))
    expect(await send(c, ann, 16_384)).toMatchObject({ ok: true })
    world.clock.advance(2000)
    expect(await send(a, cid, 16_384)).toMatchObject({ ok: true })
    expect(await send(a, cid, 400)).toEqual(refused('rate-limited'))
  })

  it('on credentials for relays is per member, and fills up again', async () => {
    const world = await createWorld()
    const { ann, a, c } = await writers(world)
    const ask = (line: Line) => line.ask('ice-servers:fetch', { origin: ORIGIN })
    for (let times = 0; times < 6; times++) expect(await ask(a)).toMatchObject({ ok: true })
    expect(await ask(a)).toEqual(refused('rate-limited'))
    expect(await ask(c)).toMatchObject({ ok: true })
    const again = world.connect()
    await again.signIn(ann)
    expect(await ask(again)).toEqual(refused('rate-limited'))
    world.clock.advance(10_000)
    expect(await ask(again)).toMatchObject({ ok: true })
    expect(await ask(again)).toEqual(refused('rate-limited'))
  })

  it('on signals is not met by links that are tried again and again', async () => {
    const world = await createWorld({ limits: EVENTS })
    const { cid, a } = await writers(world)
    for (const seconds of [1, 2, 4, 8, 16, 30, 30]) {
      for (const length of [4000, ...Array.from({ length: 40 }, () => 400)])
        expect(await a.ask('signal:send', { to: cid.name, signal: 'x'.repeat(length) })).toMatchObject({ ok: true })
      world.clock.advance(seconds * 1000)
    }
  })

  it('on connections of one address counts a /64 as one, and gives back what is closed', async () => {
    const world = await createWorld({ limits: { socketsPerAddress: 1 } })
    const [ann, bob] = [await createPerson('ann'), await createPerson('bob')]
    const first = world.connect('2001:db8:1:2::1')
    await first.signIn(ann)
    await expect(world.connect('2001:db8:1:2:ffff::2').signIn(bob)).rejects.toThrow('too-many-connections')
    await world.connect('2001:db8:1:3::1').signIn(bob)
    world.clock.advance(1000)
    first.drop()
    await world.connect('2001:db8:1:2::3').signIn(ann)
  })

  it('on tries to recover is that on sign-ins', async () => {
    const world = await createWorld({ limits: { signInsPerMinute: 3 } })
    const line = world.connect()
    const tries = [1, 2, 3, 4].map(() => line.ask('recovery:begin', { name: 'nobody' }))
    const kinds = (await Promise.all(tries)).map((answer) => !answer.ok && answer.error.kind)
    expect(kinds).toEqual(['no-such-user', 'no-such-user', 'no-such-user', 'rate-limited'])
    const [key, signature] = [identityKeyOf('nobody'), signatureText('nobody')]
    const complete = () =>
      line.ask('recovery:complete', {
        name: 'nobody',
        succession: { from: key, recovery: { key, endorsement: signature }, to: key, signature },
        nextEndorsement: signature,
        prekey: prekeyOf('nobody'),
      })
    expect(await complete()).toEqual(refused('rate-limited'))
    world.clock.advance(20_000)
    expect(await complete()).toEqual(refused('no-such-user'))
    expect(await complete()).toEqual(refused('rate-limited'))
  })

  it('on showing everybody that one types is silent, and per member', async () => {
    const world = await createWorld()
    const { a, c } = await writers(world)
    for (let times = 0; times < 20; times++)
      expect(await a.ask('typing:send', { to: 'everyone' })).toMatchObject({ ok: true })
    await c.ask('typing:send', { to: 'everyone' })
    expect(c.heard('typing:received').map(({ from }) => from)).toEqual(['ann', 'ann', 'ann', 'cid'])
    world.clock.advance(2000)
    for (let times = 0; times < 3; times++) await a.ask('typing:send', { to: 'everyone' })
    expect(c.heard('typing:received')).toHaveLength(5)
  })

  it('on recoveries of one name keeps its lineage short', async () => {
    const world = await createWorld()
    const phrase = await createPerson('phrase')
    let holder = await createPerson('bob')
    const { name } = holder
    const endorse = ({ sign }: Person) => sign(recoveryStatement({ name, recoveryKey: phrase.identityKey }))
    const line = world.connect()
    await line.signIn(holder)
    await line.ask('recovery:set', { key: phrase.identityKey, endorsement: await endorse(holder) })
    const recover = async () => {
      const heir = await createPerson('bob')
      const successor = successionStatement({ name, from: holder.identityKey, to: heir.identityKey })
      const answer = await world.connect().ask('recovery:complete', {
        name,
        succession: {
          from: holder.identityKey,
          recovery: { key: phrase.identityKey, endorsement: await endorse(holder) },
          to: heir.identityKey,
          signature: await phrase.sign(successor),
        },
        nextEndorsement: await endorse(heir),
        prekey: await heir.prekey(),
      })
      if (answer.ok) holder = heir
      return answer
    }
    for (let times = 0; times < 10; times++) expect(await recover()).toMatchObject({ ok: true })
    expect(await recover()).toEqual(refused('rate-limited'))
    expect(await world.connect().signIn(holder)).toMatchObject({ welcome: 'back' })
    world.clock.advance(24 * 3600_000)
    expect(await recover()).toMatchObject({ ok: true })
  })
})
