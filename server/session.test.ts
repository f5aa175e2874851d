import { describe, expect, it } from 'vitest'
import { bytesToText } from '../protocol/bytes.ts'
import { isWeakKey } from '../protocol/identity-key.ts'
import { prekeyStatement } from '../protocol/statements.ts'
import { createMemoryStore } from './store/memory.ts'
import type { Store } from './store/store.ts'
import { refused } from './testing/refused.ts'
import { createPerson } from './testing/client.ts'
import { createWorld, ORIGIN } from './testing/world.ts'

describe('sign-in', () => {
  it('tells the first from later ones', async () => {
    const { connect } = await createWorld()
    const ann = await createPerson('ann')
    expect(await connect().signIn(ann)).toMatchObject({ welcome: 'first', fence: 1 })
    expect(await connect().signIn(ann)).toMatchObject({ welcome: 'back', fence: 2 })
  })

  it('refuses a name that another key owns, and changes nothing for the owner', async () => {
    const { connect } = await createWorld()
    const owner = connect()
    await owner.signIn(await createPerson('ann'))
    const thief = connect()
    await expect(thief.signIn(await createPerson('ann'))).rejects.toThrow('name-taken')
    expect(owner.isOpen).toBe(true)
  })

  it('refuses a name that looks like a taken one', async () => {
    const { connect } = await createWorld()
    await connect().signIn(await createPerson('limes11'))
    await expect(connect().signIn(await createPerson('1imesll'))).rejects.toThrow('name-lookalike')
  })

  it('uses up a challenge with the first attempt, and after ten seconds', async () => {
    const { connect, clock } = await createWorld()
    const ann = await createPerson('ann')
    const line = connect()
    const payload = await ann.signIn({ nonce: line.nonce, origin: ORIGIN })
    expect(await line.ask('session:sign-in', { ...payload, signature: 'x'.repeat(86) })).toEqual(refused('bad-payload'))
    expect(await line.ask('session:sign-in', payload)).toMatchObject({ ok: true })
    expect(await line.ask('session:sign-in', payload)).toEqual(refused('challenge-expired'))
    const wrong = connect()
    const signed = await ann.signIn({ nonce: wrong.nonce, origin: ORIGIN })
    const forged = { ...signed, signature: payload.signature }
    expect(await wrong.ask('session:sign-in', forged)).toEqual(refused('bad-signature'))
    expect(await wrong.ask('session:sign-in', signed)).toEqual(refused('challenge-expired'))
    const [last, late] = [connect(), connect()]
    clock.advance(10_000)
    expect(await last.signIn(ann)).toMatchObject({ welcome: 'back' })
    const fresh = connect()
    clock.advance(10_001)
    for (const line of [late, fresh]) await expect(line.signIn(ann)).rejects.toThrow('challenge-expired')
  })

  it("refuses another socket's challenge and another server's address", async () => {
    const { connect } = await createWorld()
    const ann = await createPerson('ann')
    const [one, two, three] = [connect(), connect(), connect()]
    expect(await two.ask('session:sign-in', await ann.signIn({ nonce: one.nonce, origin: ORIGIN }))).toEqual(
      refused('bad-signature'),
    )
    const phished = await ann.signIn({ nonce: three.nonce, origin: 'https://evil.example' })
    expect(await three.ask('session:sign-in', phished)).toEqual(refused('bad-signature'))
  })

  it('verifies the prekey of a known name unless it is the stored one, signature and all', async () => {
    const { connect } = await createWorld()
    const [ann, eve] = [await createPerson('ann'), await createPerson('eve')]
    await connect().signIn(ann)
    const [stored, forged] = [await ann.prekey(), await eve.prekey()]
    const back = async (prekey: typeof stored) => {
      const line = connect()
      const payload = await ann.signIn({ nonce: line.nonce, origin: ORIGIN })
      return line.ask('session:sign-in', { ...payload, prekey })
    }
    expect(await back({ ...stored, signature: forged.signature })).toEqual(refused('bad-signature'))
    expect(await back({ ...stored, key: forged.key })).toEqual(refused('bad-signature'))
    expect(await back({ ...stored, id: 2 })).toEqual(refused('bad-signature'))
    expect(await back(stored)).toMatchObject({ ok: true })
    const thief = connect()
    const theirs = await (await createPerson('ann')).signIn({ nonce: thief.nonce, origin: ORIGIN })
    expect(await thief.ask('session:sign-in', { ...theirs, prekey: stored })).toEqual(refused('bad-signature'))
    expect(await back(await ann.prekey(2))).toMatchObject({ ok: true })
  })

  it('asks for a greater prekey where it knows another key under the id, for others have that one', async () => {
    const { connect, store } = await createWorld()
    const ann = await createPerson('ann')
    await connect().signIn(ann)
    const stored = await ann.prekey()
    const key = bytesToText(new Uint8Array(32).fill(7))
    const other = { id: 1, key, signature: await ann.sign(prekeyStatement({ name: ann.name, id: 1, key })) }
    const line = connect()
    const payload = await ann.signIn({ nonce: line.nonce, origin: ORIGIN })
    const welcome = await line.ask('session:sign-in', { ...payload, prekey: other })
    expect(welcome).toMatchObject({ value: { prekeyId: 2 } })
    expect((await store.load()).accounts[0]?.prekey).toEqual(stored)
    expect(await line.ask('prekey:publish', await ann.prekey(3))).toEqual({ ok: true, value: null })
    expect(await connect().signIn(ann, 3)).toMatchObject({ prekeyId: 3 })
    expect(await connect().signIn(ann, 2)).toMatchObject({ prekeyId: 3 })
  })

  it('refuses a weak key, another version and a prekey signed by somebody else', async () => {
    const { connect } = await createWorld()
    const [ann, eve] = [await createPerson('ann'), await createPerson('eve')]
    const ask = async (change: object) => {
      const line = connect()
      const payload = await ann.signIn({ nonce: line.nonce, origin: ORIGIN })
      return line.ask('session:sign-in', { ...payload, ...change })
    }
    const weak = new Uint8Array(32).fill(0)
    weak[0] = 1
    expect(isWeakKey(weak)).toBe(true)
    expect(await ask({ identityKey: bytesToText(weak) })).toEqual(refused('weak-key'))
    for (const change of [{}, { name: 12 }])
      expect(await ask({ protocolVersion: 999, ...change })).toEqual(refused('wrong-version'))
    expect(await ask({ prekey: await eve.prekey() })).toEqual(refused('bad-signature'))
    expect(await ask({ name: 'Ann' })).toEqual(refused('bad-payload'))
  })

  it('limits claims and sign-ins of one place, and names the reason', async () => {
    const { connect } = await createWorld({ limits: { claimsPerDay: 1, signInsPerMinute: 3, socketsPerAddress: 0 } })
    const ann = await createPerson('ann')
    await connect().signIn(ann)
    await expect(connect().signIn(await createPerson('bob'))).rejects.toThrow('rate-limited')
    await connect('192.0.2.2').signIn(await createPerson('cid'))
    await connect().signIn(ann)
    await expect(connect().signIn(ann)).rejects.toThrow('rate-limited')
  })

  it('limits the connections of one place', async () => {
    const { connect, clock } = await createWorld({ limits: { socketsPerAddress: 1 } })
    const ann = await createPerson('ann')
    const first = connect()
    await expect(connect().signIn(ann)).rejects.toThrow('too-many-connections')
    connect('192.0.2.9')
    for (let times = 0; times < 10; times++) expect(connect().isOpen).toBe(false)
    first.drop()
    clock.advance(1000)
    expect(await connect().signIn(ann)).toMatchObject({ welcome: 'first' })
  })
})

describe('session', () => {
  it('is taken over by a newer sign-in, and its writes are refused', async () => {
    const { connect, clock, until } = await createWorld()
    const ann = await createPerson('ann')
    const [old, fresh] = [connect(), connect()]
    await old.signIn(ann)
    await fresh.signIn(ann)
    await until(() => !old.isOpen)
    expect(old.heard('session:superseded')).toEqual([{ fence: 2 }])
    clock.advance(60)
    const entries = fresh.heard('presence:changed').flatMap((change) => change.entries)
    expect(new Set(entries.map(({ online }) => online))).toEqual(new Set([true]))
    expect(await old.ask('group:ack', { upTo: 0 })).toMatchObject({ ok: false })
    expect(await fresh.ask('group:ack', { upTo: 0 })).toEqual({ ok: true, value: null })
  })

  it('is not taken over by a sign-in that was begun before it', async () => {
    const { connect, clock } = await createWorld()
    const ann = await createPerson('ann')
    const [late, fresh] = [connect(), connect()]
    clock.advance(1000)
    await fresh.signIn(ann)
    clock.advance(1000)
    await expect(late.signIn(ann)).rejects.toThrow('challenge-expired')
    expect(fresh.isOpen).toBe(true)
    expect(await fresh.ask('group:ack', { upTo: 0 })).toEqual({ ok: true, value: null })
    await connect().signIn(ann)
    expect(fresh.isOpen).toBe(false)
  })

  it('is followed, when it is over, by a sign-in that was begun before it', async () => {
    const { connect, clock } = await createWorld()
    const ann = await createPerson('ann')
    const late = connect()
    clock.advance(1000)
    const fresh = connect()
    const { fence } = await fresh.signIn(ann)
    await fresh.ask('session:sign-out', { fence })
    expect(await late.signIn(ann)).toMatchObject({ fence: fence + 1 })
  })

  it('is not taken over by a sign-in that was begun before it while it is being committed', async () => {
    const memory = createMemoryStore()
    let commit = () => {}
    let held = 0
    const slow: Store = {
      ...memory,
      async beginSession(begin) {
        if (++held === 1) await new Promise<void>((resolve) => (commit = resolve))
        return memory.beginSession(begin)
      },
    }
    const { connect, clock, until } = await createWorld({ store: slow })
    const ann = await createPerson('ann')
    const late = connect()
    clock.advance(1000)
    const fresh = connect()
    const begun = fresh.signIn(ann)
    await until(() => held === 1)
    await expect(late.signIn(ann)).rejects.toThrow('challenge-expired')
    commit()
    expect(await begun).toMatchObject({ fence: 1 })
    expect(fresh.isOpen).toBe(true)
    expect(await fresh.ask('group:ack', { upTo: 0 })).toEqual({ ok: true, value: null })
  })

  it('binds its commands only while it lasts', async () => {
    const { connect } = await createWorld()
    const line = connect()
    expect(await line.ask('group:ack', { upTo: 0 })).toEqual(refused('unknown-event'))
    const { fence } = await line.signIn(await createPerson('ann'))
    expect(await line.ask('session:sign-out', { fence: fence + 1 })).toEqual(refused('superseded'))
    expect(await line.ask('session:sign-out', { fence })).toEqual({ ok: true, value: null })
    expect(await line.ask('group:ack', { upTo: 0 })).toEqual(refused('unknown-event'))
  })

  it('shows in the roster of the others when it begins and ends', async () => {
    const { connect, clock, until } = await createWorld()
    const [a, b] = [connect(), connect()]
    await a.signIn(await createPerson('ann'))
    await b.signIn(await createPerson('bob'))
    const seen = () => {
      clock.advance(60)
      return a.heard('presence:changed').flatMap((change) => change.entries.filter(({ name }) => name === 'bob'))
    }
    await until(() => seen().some(({ online }) => online))
    clock.advance(5000)
    const ended = clock.now()
    b.drop()
    await until(() => seen().some(({ online }) => !online))
    const revisions = seen().map(({ revision }) => revision)
    expect(revisions).toEqual(revisions.toSorted((x, y) => x - y))
    expect(revisions.at(-1)).toBeGreaterThan(revisions[0] ?? Infinity)
    expect(seen().at(-1)?.lastSeen).toBe(ended)
  })

  it('ends durably when the server stops, and a restart shows everybody offline with a newer revision', async () => {
    const store = createMemoryStore()
    const { connect, service } = await createWorld({ store })
    const line = connect()
    const welcome = await line.signIn(await createPerson('ann'))
    await service.stop()
    expect(line.heard('server:stopping')).toHaveLength(1)
    await expect(connect().signIn(await createPerson('bob'))).rejects.toThrow('server-stopping')
    const after = await createWorld({ store })
    const { roster } = await after.connect().signIn(await createPerson('cid'))
    const [before] = welcome.roster.entries
    const [ann] = roster.entries
    expect(ann).toMatchObject({ name: 'ann', online: false })
    expect(ann?.revision).toBeGreaterThan(before?.revision ?? Infinity)
  })

  it('hands out the roster in pages', async () => {
    const { connect } = await createWorld()
    const people = await Promise.all(Array.from({ length: 203 }, (_, i) => createPerson(`u${1000 + i}`)))
    for (const person of people) await connect().signIn(person)
    const line = connect()
    const { roster } = await line.signIn(await createPerson('zoe'))
    expect([roster.entries.length, roster.next]).toEqual([50, 'u1049'])
    const second = await line.ask('roster:list', { after: 'u1000' })
    expect(second).toMatchObject({ value: { entries: { length: 200 }, next: 'u1200' } })
    expect(await line.ask('roster:list', { after: 'u1199' })).toMatchObject({
      value: { entries: [{ name: 'u1200' }, { name: 'u1201' }, { name: 'u1202' }, { name: 'zoe' }], next: null },
    })
  })
})
