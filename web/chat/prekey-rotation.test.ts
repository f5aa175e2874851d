import { expect, it } from 'vitest'
import { createFileStage } from './testing/file-stage.ts'
import { renewedPrekey } from './testing/key-scene.ts'
import { eventually } from './testing/eventually.ts'

const stage = createFileStage()

it.each([
  ['another key under its id', 0],
  ['greater ids', 1],
])('has letters open that come after a browser lost its prekeys, where the server knows %s', async (_, renewals) => {
  const [alice, bob] = await stage.cast(['alice', 'bob'])
  await alice.say(bob, 'before')
  await eventually(() => expect(bob.read(alice)).toEqual(['before']))
  for (let renewal = 0; renewal < renewals; renewal++) await renewedPrekey(bob)
  await bob.signOut()
  await (await bob.keys()).destroyPrekeys(0xffff_ffff)
  await bob.signIn()
  // It begins again with the first id.
  expect(bob.bundle().prekey.id).toBe(1)
  await eventually(() => expect(bob.server.asked('prekey:publish')).toHaveLength(1))
  await alice.say(bob, 'after')
  await eventually(() => expect(bob.read(alice)).toEqual(['before', 'after']))
})

it('publishes nothing more when the sign-in brought what the server knows', async () => {
  const [alice, bob] = await stage.cast(['alice', 'bob'])
  await bob.signOut()
  await bob.signIn()
  await alice.say(bob, 'hello')
  await eventually(() => expect(bob.read(alice)).toEqual(['hello']))
  expect(bob.server.asked('prekey:publish')).toEqual([])
})

it('goes on with the prekey it has when the server claims all ids', async () => {
  const [alice, bob] = stage.actors(['alice', 'bob'])
  bob.server.onReply('session:sign-in', (welcome) => ({ ...welcome, prekeyId: 0xffff_ffff }))
  for (const each of [alice, bob]) await each.signIn()
  await alice.say(bob, 'hello')
  await eventually(() => expect(bob.read(alice)).toEqual(['hello']))
  expect(bob.chat.storageProblem.get()).toBeNull()
})
