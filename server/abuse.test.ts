import { describe, expect, it } from 'vitest'
import { recoveryStatement, successionStatement } from '../protocol/statements.ts'
import { createPerson, type Person } from './testing/client.ts'
import { identityKeyOf, prekeyOf, signatureText } from './testing/fixtures.ts'
import { refused } from './testing/refused.ts'
import { writers } from './testing/writers.ts'
import { createWorld, type Line, ORIGIN } from './testing/world.ts'

// Each limit an operator can set: what is too much is answered by name, and what was accepted before stays.

/** So many that only what is per member counts. */
const EVENTS = { eventsPerSecond: 1000, eventsBurst: 1000 }

describe('a limit', () => {
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
