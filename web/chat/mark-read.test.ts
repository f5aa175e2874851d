import { expect, it } from 'vitest'
import { createFileStage } from './testing/file-stage.ts'
import { createMemoryHome } from './testing/memory-home.ts'
import { eventually } from './testing/eventually.ts'
import { type Actor, realClock } from './testing/stage.ts'

const HOUR = 3600_000
const stage = createFileStage()

/** A browser of ann's whose clock can be set, and bob. `page` is a visit of hers. */
async function createScene() {
  const time = { offset: 0 }
  const clock = { ...realClock, wallTime: () => Date.now() + time.offset }
  const [[{ name }], [bob]] = [stage.actors(['ann']), await stage.cast(['bob'])]
  const home = createMemoryHome(clock.wallTime)
  const page = async () => {
    const ann = stage.actor(name, { peerLinks: false, home, clock })
    await ann.signIn()
    return ann
  }
  return { time, page, bob }
}

const expectUnread = (ann: Actor, bob: Actor, count: number) =>
  eventually(() => expect(ann.chat.conversations.get().find(({ id }) => id === bob.name)?.unread).toBe(count))

it('counts as unread what comes after the clock was set back, though the page was open before', async () => {
  const { time, page, bob } = await createScene()
  const first = await page()
  time.offset = -HOUR
  await bob.say(first, 'one')
  await expectUnread(first, bob, 1)
  first.chat.markRead(bob.name)
  await expectUnread(first, bob, 0)
  await bob.say(first, 'two')
  await expectUnread(first, bob, 1)
  first.chat.dispose()
  await expectUnread(await page(), bob, 1)
})

it('counts as unread what comes after the clock was set back behind what was read', async () => {
  const { time, page, bob } = await createScene()
  const first = await page()
  await bob.say(first, 'one')
  await expectUnread(first, bob, 1)
  first.chat.markRead(bob.name)
  await expectUnread(first, bob, 0)
  time.offset = -HOUR
  await bob.say(first, 'two')
  await expectUnread(first, bob, 1)
  first.chat.dispose()
  const second = await page()
  await expectUnread(second, bob, 1)
  second.chat.markRead(bob.name)
  await expectUnread(second, bob, 0)
  await bob.say(second, 'three')
  await expectUnread(second, bob, 1)
})

it('takes as read for good what was read when the clock was set back after it had come', async () => {
  const { time, page, bob } = await createScene()
  const first = await page()
  await bob.say(first, 'one')
  await expectUnread(first, bob, 1)
  // The newest is not the one that came last.
  await first.say(bob, 'mine')
  first.chat.dispose()
  time.offset = -HOUR
  const second = await page()
  await expectUnread(second, bob, 1)
  second.chat.markRead(bob.name)
  await expectUnread(second, bob, 0)
  second.chat.dispose()
  await expectUnread(await page(), bob, 0)
})
