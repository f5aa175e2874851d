import { describe, expect, it } from 'vitest'
import { recoveryStatement, successionStatement } from '../protocol/statements.ts'
import { createMemoryStore } from './store/memory.ts'
import { refused } from './testing/refused.ts'
import { createPerson, envelopeOf, type Person } from './testing/client.ts'
import { bytes32, messageId } from './testing/fixtures.ts'
import { createWorld, type Line, type World } from './testing/world.ts'

const opened = { outcome: 'opened', proof: bytes32('proof') } as const
const DAY = 24 * 60 * 60 * 1000

const put = (line: Line, from: Person, to: Person, id: number, prekeyId = 1, length?: number) =>
  line.ask('mail:put', {
    to: to.name,
    envelope: envelopeOf({ id: messageId(id), fromDevice: from.device, toDevice: to.device, prekeyId }, length),
  })

const ack = (line: Line, from: Person, ids: readonly number[]) =>
  line.ask('mail:ack', { letters: ids.map((id) => ({ from: from.name, id: messageId(id), outcome: opened })) })

async function couple(world: World) {
  const [ann, bob] = [await createPerson('ann'), await createPerson('bob')]
  const [a, b] = [world.connect(), world.connect()]
  await a.signIn(ann)
  await b.signIn(bob)
  return { ann, bob, a, b }
}

const arrivedIds = (line: Line) => line.heard('mail:arrived').map(({ letters }) => letters.map(({ id }) => id))
const ids = (...numbers: number[]) => numbers.map(messageId)
describe('mailbox', () => {
  it('pushes to who is connected, and what comes meanwhile together when all is acked', async () => {
    const world = await createWorld()
    const { ann, bob, a, b } = await couple(world)
    for (const id of [1, 2, 3]) expect(await put(a, ann, bob, id)).toEqual({ ok: true, value: { state: 'stored' } })
    expect(arrivedIds(b)).toEqual([ids(1)])
    await ack(b, ann, [1])
    await world.until(() => arrivedIds(b).length === 2)
    expect(arrivedIds(b)[1]).toEqual(ids(2, 3))
    await ack(b, ann, [2])
    await put(a, ann, bob, 4)
    expect(arrivedIds(b)).toHaveLength(2)
    await ack(b, ann, [3])
    await world.until(() => arrivedIds(b).length === 3)
    expect(arrivedIds(b)[2]).toEqual(ids(4))
  })

  it('drains at sign-in in pages of a hundred, and again what was not acked', async () => {
    const world = await createWorld()
    const { ann, bob, a, b } = await couple(world)
    b.drop()
    for (let id = 1; id <= 105; id++) await put(a, ann, bob, id)
    const first = world.connect()
    expect(await first.signIn(bob)).toMatchObject({ mail: 105 })
    await world.until(() => arrivedIds(first).length === 1)
    expect(arrivedIds(first)[0]).toHaveLength(100)
    await ack(first, ann, [1, 2])
    first.drop()
    const second = world.connect()
    await second.signIn(bob)
    await world.until(() => arrivedIds(second).length === 1)
    expect(arrivedIds(second)[0]?.[0]).toBe(messageId(3))
    await ack(
      second,
      ann,
      Array.from({ length: 100 }, (_, index) => index + 3),
    )
    await world.until(() => arrivedIds(second).length === 2)
    expect(arrivedIds(second)[1]).toEqual(ids(103, 104, 105))
  })

  it('reads a full mailbox ahead of its reader, three pages at most', async () => {
    const world = await createWorld()
    const { ann, bob, a, b } = await couple(world)
    b.drop()
    const all = Array.from({ length: 450 }, (_, index) => index + 1)
    for (const id of all) await put(a, ann, bob, id)
    const reader = world.connect()
    await reader.signIn(bob)
    const got = () => arrivedIds(reader).flat()
    await world.until(() => got().length === 300)
    await put(a, ann, bob, 451)
    await ack(reader, ann, all.slice(0, 50))
    expect(got()).toEqual(ids(...all.slice(0, 300)))
    await ack(reader, ann, all.slice(50, 100))
    await world.until(() => got().length === 400)
    for (let at = 100; at < 451; at += 100) await ack(reader, ann, [...all, 451].slice(at, at + 100))
    await world.until(() => got().length === 451)
    expect(got()).toEqual(ids(...all, 451))
    await ack(reader, ann, [451])
    await put(a, ann, bob, 452)
    await world.until(() => got().length === 452)
  })

  it('misses no letter, however puts and drains interleave', async () => {
    const world = await createWorld()
    const { ann, bob, a, b } = await couple(world)
    b.drop()
    const back = world.connect()
    const signedIn = back.signIn(bob)
    const puts = Promise.all(Array.from({ length: 60 }, (_, id) => put(a, ann, bob, id)))
    await signedIn
    const got = new Set<string>()
    await world.until(() => {
      for (const { letters } of back.heard('mail:arrived')) {
        const fresh = letters.filter(({ id }) => !got.has(id))
        if (fresh.length === 0) continue
        fresh.forEach(({ id }) => got.add(id))
        void back.ask('mail:ack', { letters: letters.map(({ from, id }) => ({ from, id, outcome: opened })) })
      }
      return got.size === 60
    })
    await puts
  })

  it('brings receipts to the sender now, or repeats them until they are acked', async () => {
    const world = await createWorld()
    const { ann, bob, a, b } = await couple(world)
    await put(a, ann, bob, 1)
    await ack(b, ann, [1])
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

  it('gives up on old mail and says so', async () => {
    const world = await createWorld()
    const { ann, bob, a, b } = await couple(world)
    b.drop()
    await put(a, ann, bob, 1)
    world.clock.advance(31 * DAY)
    await world.until(() => a.heard('receipt:issued').length === 1)
    expect(a.heard('receipt:issued')).toEqual([
      { receipts: [{ to: 'bob', id: messageId(1), outcome: { outcome: 'expired' } }] },
    ])
  })

  it('relays signals to who is connected', async () => {
    const world = await createWorld()
    const { bob, a, b } = await couple(world)
    expect(await a.ask('signal:send', { to: bob.name, signal: 'x' })).toEqual({ ok: true, value: null })
    expect(b.heard('signal:received')).toEqual([{ from: 'ann', signal: 'x' }])
    b.drop()
    await world.until(() => a.heard('presence:changed').length > 0)
    world.clock.advance(100)
    expect(await a.ask('signal:send', { to: bob.name, signal: 'x' })).toEqual(refused('not-connected'))
    a.raw('typing:send', [{ to: 'everyone' }], undefined)
    await world.until(() => a.heard('typing:received').length === 1)
  })
})

describe('prekeys and recovery', () => {
  it('renews and retires prekeys', async () => {
    const world = await createWorld()
    const { ann, bob, a, b } = await couple(world)
    await put(a, ann, bob, 1)
    expect(await b.ask('prekey:publish', await bob.prekey(2))).toMatchObject({ ok: true })
    expect(await b.ask('prekey:publish', await bob.prekey(1))).toEqual(refused('bad-payload'))
    expect(await b.ask('prekey:publish', await ann.prekey(3))).toEqual(refused('bad-signature'))
    expect(await b.ask('prekey:retire', { id: 1 })).toEqual({ ok: true, value: { retired: false } })
    await ack(b, ann, [1])
    expect(await b.ask('prekey:retire', { id: 1 })).toEqual({ ok: true, value: { retired: true } })
    expect(await a.ask('bundle:fetch', { names: ['bob', 'nobody'] })).toMatchObject({
      value: { bundles: [{ name: 'bob', prekey: { id: 2 }, recovery: null, lineage: [] }] },
    })
  })

  it('gives a name to the key that the recovery phrase names, and settles the mail nobody can open', async () => {
    const store = createMemoryStore()
    const world = await createWorld({ store })
    const { ann, bob, a, b } = await couple(world)
    const [phrase, bobAgain] = [await createPerson('phrase'), await createPerson('bob')]
    const statement = recoveryStatement({ name: bob.name, recoveryKey: phrase.identityKey })
    const line = world.connect()
    expect(await line.ask('recovery:begin', { name: 'nobody' })).toEqual(refused('no-such-user'))
    expect(await line.ask('recovery:begin', { name: 'bob' })).toEqual(refused('no-recovery'))
    const recovery = { key: phrase.identityKey, endorsement: await bob.sign(statement) }
    expect(await b.ask('recovery:set', { ...recovery, endorsement: await ann.sign(statement) })).toEqual(
      refused('bad-signature'),
    )
    expect(await b.ask('recovery:set', recovery)).toEqual({ ok: true, value: null })
    await put(a, ann, bob, 1)
    expect(await line.ask('recovery:begin', { name: 'bob' })).toMatchObject({
      value: { identityKey: bob.identityKey, recovery },
    })
    const successor = successionStatement({ name: bob.name, from: bob.identityKey, to: bobAgain.identityKey })
    const complete = {
      name: 'bob',
      succession: {
        from: bob.identityKey,
        recovery,
        to: bobAgain.identityKey,
        signature: await phrase.sign(successor),
      },
      nextEndorsement: await bobAgain.sign(statement),
    }
    const forged = { ...complete, succession: { ...complete.succession, signature: await ann.sign(successor) } }
    expect(await line.ask('recovery:complete', forged)).toEqual(refused('bad-signature'))
    const other = { ...complete.succession, recovery: { ...recovery, key: ann.identityKey } }
    expect(await line.ask('recovery:complete', { ...complete, succession: other })).toEqual(refused('wrong-phrase'))
    expect(b.isOpen).toBe(true)
    expect(await line.ask('recovery:complete', complete)).toEqual({ ok: true, value: null })
    expect(await line.ask('recovery:complete', complete)).toEqual({ ok: true, value: null })
    expect(b.isOpen).toBe(false)
    expect(a.heard('receipt:issued')).toEqual([
      { receipts: [{ to: 'bob', id: messageId(1), outcome: { outcome: 'keys-lost' } }] },
    ])
    await expect(world.connect().signIn(bob)).rejects.toThrow('name-taken')
    const back = world.connect()
    expect(await back.signIn(bobAgain)).toMatchObject({ welcome: 'back', recovery: true, prekeyId: 1 })
    expect(await put(a, ann, bobAgain, 1)).toEqual({ ok: true, value: { state: 'stored' } })
    const restarted = await createWorld({ store })
    expect(await restarted.connect().signIn(bobAgain)).toMatchObject({ mail: 1 })
  })
})
