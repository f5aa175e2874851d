import { describe, expect, it } from 'vitest'
import { recoveryStatement, successionStatement } from '../protocol/statements.ts'
import { createMemoryStore } from './store/memory.ts'
import type { Store } from './store/store.ts'
import { createPerson, type Person } from './testing/client.ts'
import { refused } from './testing/refused.ts'
import { createWorld, ORIGIN, type Line } from './testing/world.ts'

// A sign-in is overtaken while its session is being committed, or between the commit and the answer.

/** A store that can be stopped before or behind the commit of the next session. */
function createHeldStore() {
  const memory = createMemoryStore()
  let [before, behind] = [Promise.resolve(), Promise.resolve()]
  let asked = 0
  const store: Store = {
    ...memory,
    async beginSession(of) {
      const gates = { before, behind }
      before = behind = Promise.resolve()
      asked += 1
      await gates.before
      const begun = await memory.beginSession(of)
      await gates.behind
      return begun
    },
  }
  const hold = (where: 'before' | 'behind') => {
    let release = () => {}
    const gate = new Promise<void>((resolve) => (release = resolve))
    if (where === 'before') before = gate
    else behind = gate
    return () => release()
  }
  return { store, hold, asked: () => asked }
}

async function scene() {
  const { store, hold, asked } = createHeldStore()
  const world = await createWorld({ store })
  const [bob, heir, phrase] = [await createPerson('bob'), await createPerson('bob'), await createPerson('phrase')]
  const { name } = bob
  const endorse = ({ sign }: Person) => sign(recoveryStatement({ name, recoveryKey: phrase.identityKey }))
  const recovery = { key: phrase.identityKey, endorsement: await endorse(bob) }
  const line = world.connect()
  await line.signIn(bob)
  await line.ask('recovery:set', recovery)
  line.drop()
  const successor = successionStatement({ name, from: bob.identityKey, to: heir.identityKey })
  const complete = {
    name,
    succession: { from: bob.identityKey, recovery, to: heir.identityKey, signature: await phrase.sign(successor) },
    nextEndorsement: await endorse(heir),
    prekey: await heir.prekey(),
  }
  /** The answer to a sign-in that the store has got to know of. */
  const begin = async (at: Line) => {
    const before = asked()
    const answer = at.ask('session:sign-in', await bob.signIn({ nonce: at.nonce, origin: ORIGIN }))
    await world.until(() => asked() > before)
    return { answer }
  }
  return { world, hold, begin, bob, heir, complete }
}

describe('a sign-in that a recovery of its name overtakes', () => {
  it.each(['before', 'behind'] as const)('%s its commit is refused, and the heir stays in', async (where) => {
    const { world, hold, begin, heir, complete } = await scene()
    const release = hold(where)
    const late = world.connect()
    const { answer } = await begin(late)
    expect(await world.connect().ask('recovery:complete', complete)).toEqual({ ok: true, value: null })
    release()
    expect(await answer).toEqual(refused(where === 'before' ? 'name-taken' : 'superseded'))
    expect(await late.ask('group:ack', { upTo: 0 })).toEqual(refused('unknown-event'))
    expect(await world.connect().signIn(heir)).toMatchObject({ welcome: 'back' })
  })
})

it('a sign-in whose answer comes after that of a later one is refused, and the later one stays', async () => {
  const { world, hold, begin, bob } = await scene()
  const release = hold('behind')
  const late = world.connect()
  const { answer } = await begin(late)
  const fresh = world.connect()
  const { fence } = await fresh.signIn(bob)
  release()
  expect(await answer).toEqual(refused('superseded'))
  expect(fresh.isOpen).toBe(true)
  expect(await fresh.ask('session:sign-out', { fence })).toEqual({ ok: true, value: null })
})

it('a session that ends while the next one of its name is being committed is not shown as gone', async () => {
  const { world, hold, begin, bob } = await scene()
  const [other, old] = [world.connect(), world.connect()]
  await other.signIn(await createPerson('ann'))
  await old.signIn(bob)
  const release = hold('behind')
  const { answer } = await begin(world.connect())
  world.clock.advance(100)
  const seen = () => other.heard('presence:changed').flatMap(({ entries }) => entries)
  const before = seen().length
  old.drop()
  await new Promise((resolve) => setImmediate(resolve))
  world.clock.advance(100)
  release()
  expect(await answer).toMatchObject({ ok: true })
  world.clock.advance(100)
  expect(
    seen()
      .slice(before)
      .map(({ name, online }) => [name, online]),
  ).toEqual([['bob', true]])
})
