import { describe, expect, it } from 'vitest'
import { recoveryStatement, successionStatement } from '../protocol/statements.ts'
import { createMemoryStore } from './store/memory.ts'
import type { Store } from './store/store.ts'
import { createPerson, type Person } from './testing/client.ts'
import { refused } from './testing/refused.ts'
import { createWorld } from './testing/world.ts'

// A client that hears no answer asks again, and what it asked first may still be on its way to the disk.

/** A world whose disk can be made to wait: the next `count` claims or recoveries are committed when all were asked for. */
async function createHeldWorld() {
  const memory = createMemoryStore()
  let missing = 0
  let release = () => {}
  let all = Promise.resolve()
  const together = async () => {
    if (missing > 0 && --missing === 0) release()
    await all
  }
  const store: Store = {
    ...memory,
    claim: (claim) => together().then(() => memory.claim(claim)),
    succeed: (succeed) => together().then(() => memory.succeed(succeed)),
  }
  const hold = (count: number) => {
    missing = count
    all = new Promise((resolve) => (release = resolve))
    return () => missing
  }
  return { ...(await createWorld({ store })), hold }
}

describe('a sign-in that is repeated before its name is committed', () => {
  it('lets the owner in', async () => {
    const { connect, hold, until } = await createHeldWorld()
    const [ann, bob] = [await createPerson('ann'), await createPerson('bob')]
    const [first, again, other] = [connect(), connect(), connect()]
    await other.signIn(bob)
    const missing = hold(2)
    const unheard = first.signIn(ann)
    await until(() => missing() === 1)
    const welcomes = await Promise.all([unheard, again.signIn(ann)])
    expect(welcomes).toMatchObject([
      { welcome: 'first', fence: 1 },
      { welcome: 'back', fence: 2 },
    ])
    await until(() => !first.isOpen)
    expect(await again.ask('group:ack', { upTo: 0 })).toEqual({ ok: true, value: null })
    // Ann came once.
    expect(await other.ask('group:post', await bob.post(1))).toMatchObject({ value: { delivered: 0, of: 1 } })
  })

  it('lets one key in and no other', async () => {
    const { connect, hold } = await createHeldWorld()
    const [ann, thief] = [await createPerson('ann'), await createPerson('ann')]
    hold(2)
    const both = await Promise.allSettled([connect().signIn(ann), connect().signIn(thief)])
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  })
})

describe('a recovery that is repeated before it is committed', () => {
  async function recoverable() {
    const world = await createHeldWorld()
    const [bob, phrase] = [await createPerson('bob'), await createPerson('phrase')]
    const statement = recoveryStatement({ name: bob.name, recoveryKey: phrase.identityKey })
    const recovery = { key: phrase.identityKey, endorsement: await bob.sign(statement) }
    const line = world.connect()
    await line.signIn(bob)
    await line.ask('recovery:set', recovery)
    /** From one key of bob's to another, at first to a new one. */
    const completion = async (of?: { from: Person; to: Person }) => {
      const { from: lost, to: next } = of ?? { from: bob, to: await createPerson('bob') }
      const [from, to] = [lost.identityKey, next.identityKey]
      const signature = await phrase.sign(successionStatement({ name: bob.name, from, to }))
      const endorsed = { ...recovery, endorsement: await lost.sign(statement) }
      const succession = { from, recovery: endorsed, to, signature }
      return { name: bob.name, succession, nextEndorsement: await next.sign(statement), prekey: await next.prekey() }
    }
    return { ...world, bob, completion }
  }

  it('is done', async () => {
    const { connect, hold, completion } = await recoverable()
    const complete = await completion()
    hold(2)
    const answers = await Promise.all([1, 2].map(() => connect().ask('recovery:complete', complete)))
    expect(answers).toEqual([1, 2].map(() => ({ ok: true, value: null })))
  })

  it('is refused to a key that the name has or had: contacts would not believe it', async () => {
    const { connect, bob, completion } = await recoverable()
    const [phone, line] = [await createPerson('bob'), connect()]
    expect(await line.ask('recovery:complete', await completion({ from: bob, to: bob }))).toEqual(
      refused('bad-signature'),
    )
    const there = await completion({ from: bob, to: phone })
    expect(await line.ask('recovery:complete', there)).toEqual({ ok: true, value: null })
    const back = await completion({ from: phone, to: bob })
    expect(await line.ask('recovery:complete', back)).toEqual(refused('bad-signature'))
    const anew = await completion({ from: phone, to: await createPerson('bob') })
    expect(await line.ask('recovery:complete', anew)).toEqual({ ok: true, value: null })
  })

  it('is refused when another recovery was committed instead', async () => {
    const { connect, hold, completion } = await recoverable()
    const others = [await completion(), await completion()]
    hold(2)
    const answers = await Promise.all(others.map((each) => connect().ask('recovery:complete', each)))
    expect(answers.toSorted((a, b) => Number(b.ok) - Number(a.ok))).toEqual([
      { ok: true, value: null },
      refused('bad-signature'),
    ])
  })
})
