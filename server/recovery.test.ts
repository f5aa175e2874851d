import { describe, expect, it } from 'vitest'
import { recoveryStatement, successionStatement } from '../protocol/statements.ts'
import { createMemoryStore } from './store/memory.ts'
import { createPerson } from './testing/client.ts'
import { messageId } from './testing/fixtures.ts'
import { ack, couple, put } from './testing/letters.ts'
import { refused } from './testing/refused.ts'
import { createWorld } from './testing/world.ts'

describe('prekeys and recovery', () => {
  it('renews and retires prekeys', async () => {
    const world = await createWorld()
    const { ann, bob, a, b } = await couple(world)
    await put(a, ann, bob, 1)
    expect(await b.ask('prekey:publish', await bob.prekey(2))).toMatchObject({ ok: true })
    expect(await b.ask('prekey:publish', await bob.prekey(1))).toEqual(refused('bad-payload'))
    expect(await b.ask('prekey:publish', await ann.prekey(3))).toEqual(refused('bad-signature'))
    expect(await b.ask('prekey:retire', { id: 1 })).toEqual({ ok: true, value: { retired: false } })
    await ack(b, 1)
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
      prekey: await bobAgain.prekey(),
    }
    expect(await line.ask('recovery:complete', complete)).toEqual(refused('no-recovery'))
    expect(await b.ask('recovery:set', recovery)).toEqual({ ok: true, value: null })
    await put(a, ann, bob, 1)
    expect(await line.ask('recovery:begin', { name: 'bob' })).toMatchObject({
      value: { identityKey: bob.identityKey, recovery },
    })
    const forged = { ...complete, succession: { ...complete.succession, signature: await ann.sign(successor) } }
    // As often as nobody uses up what the owner may.
    for (let times = 0; times < 11; times++)
      expect(await line.ask('recovery:complete', forged)).toEqual(refused('bad-signature'))
    const other = { ...complete.succession, recovery: { ...recovery, key: ann.identityKey } }
    expect(await line.ask('recovery:complete', { ...complete, succession: other })).toEqual(refused('wrong-phrase'))
    const unnamed = { ...complete.succession, recovery: { ...recovery, endorsement: complete.nextEndorsement } }
    expect(await line.ask('recovery:complete', { ...complete, succession: unnamed })).toEqual(refused('bad-signature'))
    const unconfirmed = { ...complete, nextEndorsement: recovery.endorsement }
    expect(await line.ask('recovery:complete', unconfirmed)).toEqual(refused('bad-signature'))
    const badPrekey = { ...complete, prekey: await ann.prekey() }
    expect(await line.ask('recovery:complete', badPrekey)).toEqual(refused('bad-signature'))
    expect(b.isOpen).toBe(true)
    expect(await line.ask('recovery:complete', complete)).toEqual({ ok: true, value: null })
    expect(await line.ask('recovery:complete', complete)).toEqual({ ok: true, value: null })
    const elsewhere = { ...complete, succession: { ...complete.succession, to: ann.identityKey } }
    expect(await line.ask('recovery:complete', elsewhere)).toEqual(refused('bad-signature'))
    expect([b.isOpen, b.heard('session:superseded')]).toEqual([false, [{ fence: 2 }]])
    world.clock.advance(100)
    const changes = a.heard('presence:changed').flatMap(({ entries }) => entries)
    expect(changes.at(-1)).toMatchObject({ name: 'bob', device: bobAgain.device, online: false })
    expect(a.heard('receipt:issued')).toEqual([
      { receipts: [{ to: 'bob', id: messageId(1), outcome: { outcome: 'keys-lost' } }] },
    ])
    // Letters and posts of the lost key are checked by this, though the new one has not signed in.
    const prekey = await bobAgain.prekey()
    expect(await a.ask('bundle:fetch', { names: ['bob'] })).toMatchObject({
      value: { bundles: [{ identityKey: bobAgain.identityKey, prekey, lineage: [complete.succession] }] },
    })
    await expect(world.connect().signIn(bob)).rejects.toThrow('name-taken')
    const back = world.connect()
    expect(await back.signIn(bobAgain)).toMatchObject({ welcome: 'back', recovery: true, prekeyId: 1 })
    expect(await put(a, ann, bobAgain, 1)).toEqual({ ok: true, value: { state: 'stored' } })
    const restarted = await createWorld({ store })
    expect(await restarted.connect().signIn(bobAgain)).toMatchObject({ mail: 1 })
  })
})
