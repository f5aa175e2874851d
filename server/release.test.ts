import { expect, it } from 'vitest'
import { recoveryStatement } from '../protocol/statements.ts'
import { createMemoryStore } from './store/memory.ts'
import type { Store } from './store/store.ts'
import { createPerson } from './testing/client.ts'
import { refused } from './testing/refused.ts'
import { createWorld, ORIGIN } from './testing/world.ts'

const [MINUTE, HOUR, DAY] = [60_000, 3600_000, 24 * 3600_000]

/** A store, what it released so far and as of when, and a gate before it begins sessions. */
function createWatchedStore() {
  const memory = createMemoryStore()
  const released: { name: string; before: number }[] = []
  let isBeginning = false
  let gate = Promise.resolve()
  const store: Store = {
    ...memory,
    async beginSession(of) {
      isBeginning = true
      await gate
      return memory.beginSession(of)
    },
    async release(of) {
      const names = await memory.release(of)
      released.push(...names.map((name) => ({ name, before: of.before })))
      return names
    },
  }
  const shut = () => {
    let open = () => {}
    isBeginning = false
    gate = new Promise((resolve) => (open = resolve))
    return open
  }
  return { store, released, shut, isBeginning: () => isBeginning }
}

it('gives up a name without a phrase that nobody used for days, and counts it no more', async () => {
  const { store, released } = createWatchedStore()
  const world = await createWorld({ store, limits: { nameDays: 2 } })
  const [ann, bob, cid] = [await createPerson('ann'), await createPerson('bob'), await createPerson('cid')]
  const [a, b, c] = [world.connect(), world.connect(), world.connect()]
  await Promise.all([a.signIn(ann), b.signIn(bob), c.signIn(cid)])
  const phrase = await createPerson('phrase')
  const endorsement = await cid.sign(recoveryStatement({ name: cid.name, recoveryKey: phrase.identityKey }))
  await c.ask('recovery:set', { key: phrase.identityKey, endorsement })
  expect(await a.ask('group:post', await ann.post(1))).toMatchObject({ value: { of: 2 } })
  await b.ask('group:post', await bob.post(2))
  for (const line of [b, c]) await line.ask('session:sign-out', { fence: 1 })
  // Ann stays signed in all the time, Cid has a phrase.
  world.clock.advance(2 * DAY - HOUR)
  expect(await world.connect().ask('recovery:begin', { name: 'bob' })).toEqual(refused('no-recovery'))
  world.clock.advance(2 * HOUR)
  await world.until(() => released.length > 0)
  expect(await world.connect().ask('recovery:begin', { name: 'bob' })).toEqual(refused('no-such-user'))
  expect(await a.ask('roster:list', { after: 'ann' })).toMatchObject({ value: { entries: [{ name: 'cid' }] } })
  expect(await a.ask('group:progress', { posts: [1] })).toMatchObject({ value: { items: [{ of: 1 }] } })
  const heir = world.connect()
  expect(await heir.signIn(await createPerson('bob'))).toMatchObject({ welcome: 'first' })
  // The post of whoever had the name before.
  expect(await heir.ask('group:progress', { posts: [2] })).toMatchObject({
    value: { items: [{ delivered: 0, of: 2 }] },
  })
  const entries = [{ name: 'ann' }, { name: 'bob' }, { name: 'cid' }]
  expect(await a.ask('roster:list', { after: 'aa' })).toMatchObject({ value: { entries } })
})

it('gives up no name before it has run for an hour, when a wrong clock is right again', async () => {
  const { store, released } = createWatchedStore()
  const before = await createWorld({ store })
  const line = before.connect()
  await line.signIn(await createPerson('bob'))
  await before.service.stop()
  const { clock, until } = await createWorld({ store, limits: { nameDays: MINUTE / DAY / 2 } })
  const start = clock.now()
  clock.advance(HOUR + MINUTE)
  await until(() => released.length > 0)
  expect(released).toEqual([{ name: 'bob', before: start + HOUR + MINUTE / 2 }])
})

it('asks whoever signs in just then to try again, and then welcomes them', async () => {
  const { store, released, shut, isBeginning } = createWatchedStore()
  const { connect, clock, until } = await createWorld({ store, limits: { nameDays: 2 } })
  const bob = await createPerson('bob')
  const line = connect()
  await line.signIn(bob)
  await line.ask('session:sign-out', { fence: 1 })
  const open = shut()
  const late = connect()
  const answer = late.ask('session:sign-in', await bob.signIn({ nonce: late.nonce, origin: ORIGIN }))
  await until(isBeginning)
  clock.advance(2 * DAY + 2 * HOUR)
  await until(() => released.length > 0)
  open()
  expect(await answer).toEqual(refused('challenge-expired'))
  expect(await connect().signIn(bob)).toMatchObject({ welcome: 'first' })
})
