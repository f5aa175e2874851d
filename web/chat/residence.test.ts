import { beforeAll, beforeEach, expect, it } from 'vitest'
import { createPerson, type TestPerson } from '../seal/testing/people.ts'
import { bob } from '../storage/fixtures.ts'
import { createTabsScene } from './testing/tabs-scene.ts'

// Several tabs of alice. Each test is a history that the simulation found.

let alice: TestPerson
let scene: ReturnType<typeof createTabsScene>

beforeAll(async () => {
  alice = await createPerson('alice')
})

beforeEach(() => {
  scene = createTabsScene(alice)
})

it('lets the others hear of a sign-out before one of them can lead', async () => {
  const [leader, other] = await scene.openTwo()
  scene.browser.postTakes = 50
  leader.residence.ask({ ask: 'sign-out' })
  await scene.browser.crank(1000)
  expect([leader.state(), other.state()]).toEqual(['signedOut', 'signedOut'])
  expect([...leader.said, ...other.said]).not.toContain('reconnecting')
})

it('takes back that it reconnects when it hears, leading already, that another has signed out', async () => {
  const [leader, other] = await scene.openTwo()
  leader.residence.ask({ ask: 'sign-out' })
  scene.browser.postTakes = 150
  await scene.browser.crank(100)
  scene.browser.postTakes = 1
  await scene.browser.crank(1000)
  expect(leader.said).toContain('reconnecting')
  expect([leader.state(), other.state()]).toEqual(['signedOut', 'signedOut'])
})

it('says nothing when it hears of a sign-out while it reads what it needs to lead', async () => {
  const [leader, other] = await scene.openTwo()
  let read = () => {}
  other.gate.open = new Promise((resolve) => (read = resolve))
  leader.residence.ask({ ask: 'sign-out' })
  scene.browser.postTakes = 150
  await scene.browser.crank(200)
  read()
  await scene.browser.crank(1000)
  expect([...leader.said, ...other.said]).not.toContain('reconnecting')
  expect([leader.state(), other.state()]).toEqual(['signedOut', 'signedOut'])
})

it('leaves what the leader shows alone when a tab wakes that led before', async () => {
  const [woken, leader] = [await scene.openTab(), await scene.openTab()]
  woken.server.answerTakes = 500
  leader.server.up = false
  woken.residence.join(true)
  leader.residence.join(true)
  await scene.browser.crank(50)
  scene.browser.stealLock()
  await scene.browser.crank(50)
  expect(leader.state()).toBe('reconnecting')
  await scene.browser.crank(1000)
  expect(woken.state()).toBe('signedIn')
  expect(leader.state()).toBe('reconnecting')
})

it('is not signed out, signing in, by a tab that wakes up to hear that its session is over', async () => {
  const [woken, other] = [await scene.openTab(), await scene.openTab()]
  woken.server.answerTakes = 500
  woken.server.saysAtOnce = [{ event: 'session:superseded', fact: { fence: 2 } }]
  woken.residence.join(false)
  await scene.browser.crank(50)
  scene.browser.stealLock()
  let read = () => {}
  other.gate.open = new Promise((resolve) => (read = resolve))
  other.residence.join(false)
  await scene.browser.crank(1000)
  expect(woken.state()).toBe('signedOut')
  read()
  await scene.browser.crank(1000)
  expect(other.said).not.toContain('signedOut')
  expect(other.state()).toBe('signedIn')
})

it('shows, signed in again, what a tab stored that closed after a sign-out', async () => {
  const [leader, other] = await scene.openTwo()
  leader.residence.ask({ ask: 'sign-out' })
  await scene.browser.crank(500)
  expect(other.state()).toBe('signedOut')
  leader.residence.close()
  await scene.write({ state: 'delivered', way: 'mailbox', at: 1, ms: 1 })
  other.residence.join(false)
  await scene.browser.crank(50)
  expect(other.state()).toBe('signedIn')
  expect(other.shown().map(({ text }) => text)).toEqual(['text 1'])
})

it('leaves alone what is known of a message that a suspended tab tells late', async () => {
  const [suspended, other] = [await scene.openTab(), await scene.openTab()]
  const messages = await scene.write({ state: 'failed', reason: 'mailbox-full' })
  void other.residence.views.reload()
  await scene.browser.crank(10)
  suspended.residence.send(messages)
  await scene.browser.crank(10)
  expect(other.shown()).toMatchObject([{ text: 'text 1', delivery: { state: 'failed' } }])
})

it('takes back no failure for what a suspended tab says of a message on its way', async () => {
  const other = await scene.openTab()
  const [message] = await scene.write({ state: 'failed', reason: 'mailbox-full' })
  void other.residence.views.reload()
  await scene.browser.crank(10)
  if (message?.kind !== 'outgoing') throw new Error('nothing was written')
  for (const delivery of [{ state: 'storing' }, { state: 'queued' }] as const)
    other.residence.views.apply({ type: 'messages', messages: [{ ...message, delivery }], told: 'passing' })
  await scene.browser.crank(10)
  expect(other.shown()).toMatchObject([{ delivery: { state: 'failed' } }])
})

it('shows what storage has of a message that was on its way when its leader died', async () => {
  const other = await scene.openTab()
  const [message] = await scene.write({ state: 'failed', reason: 'mailbox-full' })
  if (message?.kind !== 'outgoing') throw new Error('nothing was written')
  const onItsWay = { ...message, delivery: { state: 'storing' } as const }
  other.residence.views.apply({ type: 'messages', messages: [onItsWay], told: 'passing' })
  await scene.browser.crank(10)
  void other.residence.views.reload()
  await scene.browser.crank(10)
  expect(other.shown()).toMatchObject([{ delivery: { state: 'failed' } }])
})

it('takes over from a tab that closes while it signs out, though it has heard of nothing else', async () => {
  const leader = await scene.openTab()
  leader.residence.join(false)
  await scene.browser.crank(50)
  leader.server.answerTakes = 5000
  leader.residence.ask({ ask: 'sign-out' })
  const other = await scene.openTab()
  // By then the second try is told.
  await scene.browser.crank(1500)
  expect(other.state()).toBe('signingOut')
  leader.residence.close()
  await scene.browser.crank(50)
  expect(other.state()).toBe('signedIn')
})

it('shows, coming to lead afresh, what a tab it never heard of stored', async () => {
  const tab = await scene.openTab()
  await scene.write({ state: 'delivered', way: 'mailbox', at: 1, ms: 1 })
  tab.residence.join(false)
  await scene.browser.crank(50)
  expect(tab.state()).toBe('signedIn')
  expect(tab.shown()).toMatchObject([{ delivery: { state: 'delivered' } }])
})

it('has the others look into storage when it comes to lead afresh', async () => {
  const [slept, fresh] = [await scene.openTab(), await scene.openTab()]
  const [message] = await scene.write({ state: 'delivered', way: 'mailbox', at: 1, ms: 1 })
  if (message?.kind !== 'outgoing') throw new Error('nothing was written')
  const onItsWay = { ...message, delivery: { state: 'storing' } as const }
  slept.residence.views.apply({ type: 'messages', messages: [onItsWay], told: 'passing' })
  fresh.residence.join(false)
  await scene.browser.crank(50)
  expect(slept.shown()).toMatchObject([{ delivery: { state: 'delivered' } }])
})

it('takes nothing in before it knows when the last letter came that a dead tab stored, though the clock is set back', async () => {
  const tab = await scene.openTab()
  const arrivedAt = scene.browser.clock.wallTime() + 60_000
  await scene.receive(arrivedAt)
  let read = () => {}
  tab.gate.newest = new Promise((resolve) => (read = resolve))
  tab.residence.join(false)
  await scene.browser.crank(50)
  expect(tab.state()).not.toBe('signedIn')
  read()
  await scene.browser.crank(50)
  expect(tab.state()).toBe('signedIn')
  expect(tab.residence.views.arrivalTime(bob)).toBeGreaterThan(arrivedAt)
})

it.for(['itself', 'another'] as const)('knows, leading, what %s stored while it came to lead', async (who) => {
  const [tab, other] = [await scene.openTab(), await scene.openTab()]
  let read = () => {}
  tab.gate.newest = new Promise((resolve) => (read = resolve))
  tab.residence.join(false)
  await scene.browser.crank(50)
  const { residence } = who === 'itself' ? tab : other
  residence.send(await scene.write({ state: 'queued' }))
  await scene.browser.crank(50)
  read()
  await scene.browser.crank(50)
  tab.residence.ask({ ask: 'sign-out' })
  await scene.browser.crank(6000)
  expect(tab.session()).toMatchObject({ state: 'signedOut', notice: { kind: 'signed-out', unsent: 1 } })
})

it('tells how it takes part, from joining until the session is over', async () => {
  const [first, resumed] = [await scene.openTab(), await scene.openTab()]
  expect(first.residence.part()).toBeUndefined()
  first.residence.join(false)
  resumed.residence.join(true)
  expect(first.residence.part()).toEqual({ persistent: false })
  expect(resumed.residence.part()).toEqual({ persistent: true })
  await scene.browser.crank(50)
  first.residence.ask({ ask: 'sign-out' })
  await scene.browser.crank(1000)
  for (const { residence } of [first, resumed]) expect(residence.part()).toBeUndefined()
})
