import { expect, it } from 'vitest'
import { createFileStage } from './testing/file-stage.ts'
import { eventually } from './testing/eventually.ts'
import { realClock } from './testing/stage.ts'

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

it('draws one sign of typing, however many come at once, and the next one later', async () => {
  const time = { passed: 0 }
  let drawn = 0
  const clock = {
    ...realClock,
    monotonic: () => performance.now() + time.passed,
    after(ms: number, run: () => void) {
      // For this long a sign is shown.
      if (ms === 5000) drawn += 1
      return realClock.after(ms, run)
    },
  }
  const [[{ name }], [bob]] = [stage.actors(['ann']), await stage.cast(['bob'])]
  const ann = stage.actor(name, { peerLinks: false, clock })
  await ann.signIn()
  const before = drawn
  const flood = () => {
    for (let sign = 0; sign < 1000; sign++) ann.server.tell('typing:received', { from: bob.name, to: ann.name })
  }
  flood()
  expect(drawn - before).toBe(1)
  time.passed = 3000
  flood()
  expect(drawn - before).toBe(2)
})
