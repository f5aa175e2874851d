import { expect, it } from 'vitest'
import type { OpenResident } from './ports/resident.ts'
import type { Tabs } from './ports/tabs.ts'
import { tagMessage } from './tab-message.ts'
import { createFileStage } from './testing/file-stage.ts'
import { createMemoryHome } from './testing/memory-home.ts'
import { eventually } from './testing/eventually.ts'
import { type Actor, realClock } from './testing/stage.ts'
import { createTabsOfOne } from './testing/tabs-of-one.ts'

const stage = createFileStage()

/** A browser whose tabs know of each other; `crank` lets the time between them go by. */
function createBrowser() {
  const home = createMemoryHome(realClock.wallTime)
  const tabs = createTabsOfOne()
  const opens: OpenResident = async (of) => ({ ...(await home(of)), tabs: tabs.open() })
  return {
    opens,
    tabs,
    async until(check: () => void) {
      const look = async () => {
        await tabs.crank(20)
        check()
      }
      await eventually(look)
    },
  }
}

const isIn = ({ chat }: Actor) => expect(chat.session.get().state).toBe('signedIn')
const isOut = ({ chat }: Actor) => expect(chat.session.get().state).toBe('signedOut')

it('opens the new keys in every tab when one has recovered the name', async () => {
  const browser = createBrowser()
  const [{ name }] = stage.actors(['bob'])
  const tab = () => stage.actor(name, { peerLinks: false, home: browser.opens })
  const [first, second] = [tab(), tab()]
  void first.chat.signIn(name, stage.url())
  await browser.until(() => isIn(first))
  void second.chat.signIn(name, stage.url())
  await browser.until(() => isIn(second))
  const phrase = await first.chat.newPhrase()
  expect(await first.chat.setRecovery(phrase)).toBe('set')
  const phone = stage.actor(name, { peerLinks: false })
  await phone.chat.recover(name, stage.url(), phrase)
  await eventually(() => isIn(phone))
  const both = [first, second]
  await browser.until(() => both.forEach(isOut))
  await phone.signOut()

  void first.chat.recover(name, stage.url(), phrase)
  await browser.until(() => both.forEach(isIn))
  const signIns = second.server.asked('session:sign-in').length
  first.chat.dispose()
  await browser.until(() => expect(second.server.asked('session:sign-in').length).toBeGreaterThan(signIns))
  await browser.until(() => isIn(second))
})

it.each([1, 60_000])(
  'gives a name to keys that last when two tabs that hear each other in %i ms take it back',
  async (ms) => {
    const browser = createBrowser()
    browser.tabs.postTakes = ms
    const [owner] = await stage.cast(['bob'])
    const { name } = owner
    const phrase = await owner.chat.newPhrase()
    expect(await owner.chat.setRecovery(phrase)).toBe('set')
    await owner.signOut()
    const tab = () => stage.actor(name, { peerLinks: false, home: browser.opens })
    const [first, second] = [tab(), tab()]
    const both = [first, second]
    let begun = 0
    for (const { server } of both)
      server.onReply('recovery:begin', () => {
        if (++begun === both.length) browser.tabs.postTakes = 1
      })
    for (const { chat } of both) void chat.recover(name, stage.url(), phrase)
    await browser.until(() => both.forEach(isIn))
    expect(both.flatMap(({ server }) => server.asked('recovery:complete'))).toHaveLength(1)
    // Whoever leads, the tab that is left signs in with the same.
    first.chat.dispose()
    void second.chat.signOut()
    await browser.until(() => isOut(second))
    void second.chat.signIn(name, stage.url())
    await browser.until(() => isIn(second))
  },
)

it('carries a sign-in over into the keys of a tab that recovered the name and then closed', async () => {
  const browser = createBrowser()
  const [{ name }] = stage.actors(['bob'])
  let opening = Promise.resolve()
  let openings = 0
  let moved = () => {}
  const hasMoved = new Promise<void>((resolve) => (moved = resolve))
  const first = stage.actor(name, { peerLinks: false, home: browser.opens })
  const second = stage.actor(name, {
    peerLinks: false,
    async home(of) {
      openings++
      await opening
      const resident = await browser.opens(of)
      const release = () => {
        resident.release()
        moved()
      }
      return { ...resident, release }
    },
  })
  for (const tab of [first, second]) {
    void tab.chat.signIn(name, stage.url())
    await browser.until(() => isIn(tab))
  }
  const phrase = await first.chat.newPhrase()
  expect(await first.chat.setRecovery(phrase)).toBe('set')
  void first.signOut()
  await browser.until(() => [first, second].forEach(isOut))
  const phone = stage.actor(name, { peerLinks: false })
  await phone.chat.recover(name, stage.url(), phrase)
  await eventually(() => isIn(phone))
  await phone.signOut()

  let open = () => {}
  opening = new Promise((resolve) => (open = resolve))
  first.server.onReply('recovery:complete', () => first.chat.dispose())
  await first.chat.recover(name, stage.url(), phrase)
  await browser.until(() => expect(openings).toBe(2))
  void second.chat.signIn(name, stage.url())
  open()
  // The old keys, which would be refused, get no time to sign in.
  await hasMoved
  await browser.until(() => isIn(second))
})

it('shows, put aside by the browser and restored, what another tab took meanwhile', async () => {
  const browser = createBrowser()
  const [{ name }] = stage.actors(['bob'])
  let isAside = false
  const first = stage.actor(name, {
    peerLinks: false,
    async home(of) {
      const resident = await browser.opens(of)
      const listen: Tabs['listen'] = (received) => resident.tabs.listen((said) => isAside || received(said))
      return { ...resident, tabs: { ...resident.tabs, listen } }
    },
  })
  const second = stage.actor(name, { peerLinks: false, home: browser.opens })
  for (const tab of [first, second]) {
    void tab.chat.signIn(name, stage.url())
    await browser.until(() => isIn(tab))
  }
  const both = [first, second]
  await first.chat.submit(name, 'before')
  await browser.until(() => both.forEach((tab) => expect(tab.messages(tab)).toHaveLength(1)))
  isAside = true
  await second.chat.submit(name, 'meanwhile')
  await browser.until(() => expect(second.messages(second)).toHaveLength(2))
  isAside = false
  void first.chat.restored()
  await browser.until(() => expect(first.messages(first)).toHaveLength(2))
  await browser.until(() => isIn(first))
})

/** Bob, signed in, and another tab of his browser. `renewed`: that one says so, and `meanwhile` is while bob's opens. */
async function createRenewals() {
  const browser = createBrowser()
  const [{ name }] = stage.actors(['bob'])
  let opened = () => {}
  const bob = stage.actor(name, {
    peerLinks: false,
    async home(of) {
      const resident = await browser.opens(of)
      opened()
      return resident
    },
  })
  void bob.chat.signIn(name, stage.url())
  await browser.until(() => isIn(bob))
  const { tabs } = await browser.opens({ server: stage.url(), name })
  async function renewed(meanwhile: () => Promise<void>) {
    let done = false
    opened = () => {
      opened = () => {}
      void meanwhile().then(() => (done = true))
    }
    tabs.post(tagMessage({ tab: 'renewed' }))
    await browser.until(() => expect(done).toBe(true))
  }
  return { ...browser, bob, renewed }
}

it('loses no sign-in, whatever moment of opening new keys it falls into', async () => {
  const { bob, renewed, until } = await createRenewals()
  // The new keys take the place of the old ones after about 8 turns of promises.
  for (let turns = 0; turns < 12; turns++) {
    void bob.signOut()
    await until(() => isOut(bob))
    await renewed(async () => {
      for (let passed = 0; passed < turns; passed++) await Promise.resolve()
      await bob.chat.signIn(bob.name, stage.url())
    })
    await until(() => isIn(bob))
  }
})

it.for(['before', 'while'] as const)('ends a sign-out that was asked for %s it opens new keys', async (moment) => {
  const { bob, renewed, until } = await createRenewals()
  if (moment === 'before') void bob.signOut()
  await renewed(async () => {
    if (moment === 'while') void bob.signOut()
  })
  await until(() => isOut(bob))
  const signedOut = { state: 'signedOut', notice: { kind: 'signed-out' } }
  expect(bob.chat.session.get()).toMatchObject(signedOut)
  void bob.chat.signIn(bob.name, stage.url())
  await until(() => isIn(bob))
  expect(bob.server.asked('session:sign-in')).toHaveLength(2)
})

it('opens keys anew that are the name’s no longer, if nobody told it', async () => {
  const home = createMemoryHome(realClock.wallTime)
  const [{ name }] = stage.actors(['bob'])
  const [first, second] = [home, home].map((each) => stage.actor(name, { peerLinks: false, home: each }))
  if (!first || !second) throw new Error('there are two')
  await second.signIn()
  const phrase = await second.chat.newPhrase()
  expect(await second.chat.setRecovery(phrase)).toBe('set')
  await second.signOut()
  const phone = stage.actor(name, { peerLinks: false })
  for (const tab of [phone, first]) {
    await tab.chat.recover(name, stage.url(), phrase)
    await eventually(() => isIn(tab))
  }
  await first.signOut()
  await second.chat.signIn(name, stage.url())
  const problem = { kind: 'refused', error: 'name-taken' }
  await eventually(() => expect(second.chat.session.get()).toMatchObject({ notice: { kind: 'problem', problem } }))
  await second.signIn()
})
