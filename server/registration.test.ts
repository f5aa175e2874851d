import { expect, it } from 'vitest'
import { createMemoryStore } from './store/memory.ts'
import { createPerson, type Person } from './testing/client.ts'
import { refused } from './testing/refused.ts'
import { createWorld, ORIGIN, type World } from './testing/world.ts'

it('takes new names only while registration is open', async () => {
  const store = createMemoryStore()
  const ann = await createPerson('ann')
  await (await createWorld({ store })).connect().signIn(ann)
  const { connect } = await createWorld({ store, registration: 'closed' })
  await expect(connect().signIn(await createPerson('bob'))).rejects.toThrow('registration-closed')
  expect(await connect().signIn(ann)).toMatchObject({ welcome: 'back' })
})

const registrationCode = 'open-sesame'

async function signIn({ connect }: World, person: Person, code?: string) {
  const line = connect()
  const payload = await person.signIn({ nonce: line.nonce, origin: ORIGIN })
  return line.ask('session:sign-in', { ...payload, code })
}

it('takes a new name from whoever knows the code, and asks nobody for it who has a name', async () => {
  const store = createMemoryStore()
  const world = await createWorld({ store, registrationCode })
  const ann = await createPerson('ann')
  expect(await signIn(world, ann)).toEqual(refused('code-needed'))
  expect(await signIn(world, ann, '')).toEqual(refused('code-needed'))
  expect(await signIn(world, ann, 'Open-Sesame')).toEqual(refused('wrong-code'))
  expect(await signIn(world, ann, 'x'.repeat(101))).toEqual(refused('bad-payload'))
  expect((await store.load()).accounts).toEqual([])
  expect(await signIn(world, ann, registrationCode)).toMatchObject({ value: { welcome: 'first' } })
  expect(await signIn(world, ann)).toMatchObject({ value: { welcome: 'back' } })
  expect(await signIn(world, ann, 'of another server')).toMatchObject({ value: { welcome: 'back' } })
})

it('gives a place as many guesses at the code as names', async () => {
  const world = await createWorld({ registrationCode, limits: { claimsPerDay: 2 } })
  const ann = await createPerson('ann')
  for (const guess of ['password', '12345678']) expect(await signIn(world, ann, guess)).toEqual(refused('wrong-code'))
  expect(await signIn(world, ann, registrationCode)).toEqual(refused('rate-limited'))
})

it('minds no code where none is asked for', async () => {
  expect(await signIn(await createWorld(), await createPerson('ann'), 'any')).toMatchObject({ ok: true })
})

it('gives a place another name when its share of the day is over', async () => {
  const world = await createWorld({ limits: { claimsPerDay: 2 } })
  const claim = async (name: string) => signIn(world, await createPerson(name))
  for (const name of ['ann', 'bob']) expect(await claim(name)).toMatchObject({ ok: true })
  world.clock.advance(12 * 3600_000 - 1)
  expect(await claim('cid')).toEqual(refused('rate-limited'))
  world.clock.advance(1)
  expect(await claim('cid')).toMatchObject({ ok: true })
  expect(await claim('dan')).toEqual(refused('rate-limited'))
})
