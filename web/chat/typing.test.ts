import { expect, it } from 'vitest'
import { createFileStage } from './testing/file-stage.ts'
import { eventually } from './testing/eventually.ts'

const stage = createFileStage()

it('tells nobody whom one has blocked that one is typing', async () => {
  const [alice, bob, carol] = await stage.cast(['alice', 'bob', 'carol'])
  const told = () => alice.server.asked('typing:send').map(({ to }) => to)
  await alice.chat.setBlocked(bob.name, true)
  await eventually(() => expect(alice.contact(bob).blocked).toBe(true))
  alice.chat.typing(bob.name)
  alice.chat.typing(carol.name)
  expect(told()).toEqual([carol.name])
  await alice.chat.setBlocked(bob.name, false)
  await eventually(() => expect(alice.contact(bob).blocked).toBe(false))
  // What was not told does not count for the pause between two signs.
  alice.chat.typing(bob.name)
  expect(told()).toEqual([carol.name, bob.name])
})
