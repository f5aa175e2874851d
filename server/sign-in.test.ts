import { describe, expect, it } from 'vitest'
import { bytesToText } from '../protocol/bytes.ts'
import { isWeakKey } from '../protocol/identity-key.ts'
import { prekeyStatement } from '../protocol/statements.ts'
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
