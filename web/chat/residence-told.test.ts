import { beforeAll, beforeEach, expect, it } from 'vitest'
import { bob } from '../storage/fixtures.ts'
import { createPerson, type TestPerson } from '../seal/testing/people.ts'
import { listenToTabs } from './tab-message.ts'
import { createTabsScene } from './testing/tabs-scene.ts'

// What one tab of alice tells the others.

let alice: TestPerson
let scene: ReturnType<typeof createTabsScene>

beforeAll(async () => {
  alice = await createPerson('alice')
})

beforeEach(() => {
  scene = createTabsScene(alice)
})

const recovery = { key: 'key', endorsement: 'endorsement' }

it('tells a follower that its recovery phrase is set once the server has it', async () => {
  const [leader, other] = await scene.openTwo()
  leader.server.answerTakes = 100
  const told: unknown[] = []
  void other.residence.setRecovery(recovery).then((outcome) => told.push(outcome))
  await scene.browser.crank(90)
  expect(told).toEqual([])
  await scene.browser.crank(100)
  expect(told).toEqual(['set'])
  expect([leader.hasRecovery(), other.hasRecovery()]).toEqual([true, true])
})

it('tells a follower that the server refused its recovery phrase', async () => {
  const [leader, other] = await scene.openTwo()
  leader.server.refuses = 'rate-limited'
  const told = other.residence.setRecovery(recovery)
  await scene.browser.crank(200)
  expect(await told).toBe('refused')
  expect(other.hasRecovery()).toBe(false)
})

it('tells a follower at once that nothing answers when the leader has no server', async () => {
  const [leader, other] = await scene.openTwo()
  leader.server.up = false
  leader.server.lose()
  await scene.browser.crank(10)
  expect(other.state()).toBe('reconnecting')
  const told = other.residence.setRecovery(recovery)
  await scene.browser.crank(200)
  expect(await told).toBe('no-answer')
})

it('calls no recovery phrase set when nobody leads who could have heard of it', async () => {
  const [leader, other] = await scene.openTwo()
  scene.browser.postTakes = 5
  const told = other.residence.setRecovery(recovery)
  leader.residence.close()
  await scene.browser.crank(7000)
  expect(await told).toBe('no-answer')
})

it('tells every tab when the next attempt is by the clock that all share', async () => {
  const [leader, other] = await scene.openTwo()
  leader.server.up = false
  leader.server.lose()
  await scene.browser.crank(10)
  const session = other.session()
  if (session.state !== 'reconnecting' || session.retryAt === null) throw new Error('no attempt is told of')
  expect(session.retryAt - scene.browser.clock.wallTime()).toBeGreaterThan(0)
  expect(session.retryAt - scene.browser.clock.wallTime()).toBeLessThan(10_000)
})

it('tells of waiting letters and a claimed name those who saw the sign-in, and nobody who comes later', async () => {
  const [leader, early] = [await scene.openTab(), await scene.openTab()]
  leader.server.mail = 3
  leader.server.welcome = 'first'
  leader.residence.join(true)
  early.residence.join(true)
  await scene.browser.crank(50)
  const seen = { welcome: 'first', waiting: 3 }
  expect([leader.session(), early.session()]).toMatchObject([seen, seen])
  const late = await scene.openTab()
  late.residence.join(true)
  await scene.browser.crank(50)
  expect(late.session()).toMatchObject({ state: 'signedIn', welcome: 'back', waiting: 0 })
})

it.for(['itself', 'another'] as const)('does what %s asks of it while it comes to lead', async (who) => {
  const [leader, next] = await scene.openTwo()
  const other = await scene.openTab()
  other.residence.join(false)
  await scene.browser.crank(50)
  let read = () => {}
  next.gate.open = new Promise((resolve) => (read = resolve))
  leader.residence.close()
  await scene.browser.crank(50)
  const { residence } = who === 'itself' ? next : other
  residence.ask({ ask: 'sign-out' })
  await scene.browser.crank(50)
  read()
  await scene.browser.crank(6000)
  expect([next.state(), other.state()]).toEqual(['signedOut', 'signedOut'])
})

it.for(['itself', 'another'] as const)('does what %s asked when nobody led, once', async (who) => {
  const [leader, next] = await scene.openTwo()
  const other = await scene.openTab()
  other.residence.join(false)
  await scene.browser.crank(50)
  const asking = who === 'itself' ? next : other
  leader.residence.close()
  asking.residence.ask({ ask: 'sign-out' })
  await scene.browser.crank(6000)
  expect([next.state(), other.state()]).toEqual(['signedOut', 'signedOut'])
  for (const { residence } of [next, other]) residence.join(false)
  await scene.browser.crank(6000)
  expect([next.state(), other.state()]).toEqual(['signedIn', 'signedIn'])
})

it.for([
  [29_000, 'signedOut'],
  [31_000, 'signedIn'],
] as const)('does what was asked when nobody led for %i ms if it still matters', async ([ms, state]) => {
  const asking = await scene.openTab()
  asking.residence.ask({ ask: 'sign-out' })
  await scene.browser.crank(ms)
  asking.residence.join(false)
  await scene.browser.crank(6000)
  expect(asking.state()).toBe(state)
})

it('says that nobody does what the person asked for, until somebody leads', async () => {
  const asking = await scene.openTab()
  asking.residence.ask({ ask: 'learn', name: bob })
  await scene.browser.crank(5500)
  expect(asking.unanswered()).toBe(false)
  asking.residence.ask({ ask: 'sign-out' })
  await scene.browser.crank(4900)
  expect(asking.unanswered()).toBe(false)
  await scene.browser.crank(35_000)
  expect(asking.unanswered()).toBe(true)
  asking.residence.join(false)
  await scene.browser.crank(50)
  expect([asking.unanswered(), asking.state()]).toEqual([false, 'signedIn'])
})

it('says no more that a leader does not answer once that one does', async () => {
  const [, follower] = await scene.openTwo()
  scene.browser.postTakes = 6000
  follower.residence.ask({ ask: 'retry-connection' })
  await scene.browser.crank(5100)
  expect(follower.unanswered()).toBe(true)
  scene.browser.postTakes = 1
  await scene.browser.crank(6000)
  expect(follower.unanswered()).toBe(false)
})

it('asks no second leader for what the first has taken', async () => {
  const [leader, next] = await scene.openTwo()
  const other = await scene.openTab()
  other.residence.join(false)
  await scene.browser.crank(50)
  const heard: unknown[] = []
  listenToTabs(scene.browser.open(), (message) => heard.push(message.tab))
  other.residence.ask({ ask: 'retry-connection' })
  await scene.browser.crank(50)
  leader.residence.close()
  await scene.browser.crank(50)
  expect(next.residence.leads()).toBe(true)
  expect(heard.filter((tab) => tab === 'request' || tab === 'taken')).toEqual(['request', 'taken'])
})

it('tells who comes later how messages travel', async () => {
  const [leader] = await scene.openTwo()
  const link = { state: 'open', since: 5, rttMs: null, relayed: false } as const
  leader.residence.publish({ type: 'link', peer: bob, link })
  await scene.browser.crank(10)
  const late = await scene.openTab()
  late.residence.join(false)
  await scene.browser.crank(50)
  expect(late.link()).toEqual(link)
})

it('tells each step of a sign-out once, though two tabs ask for it', async () => {
  const [leader, other] = await scene.openTwo()
  leader.server.answerTakes = 100_000
  const steps: unknown[] = []
  other.onSession((session) => session.state === 'signingOut' && steps.push(session.step))
  leader.residence.ask({ ask: 'sign-out' })
  await scene.browser.crank(1500)
  other.residence.ask({ ask: 'sign-out' })
  await scene.browser.crank(5000)
  expect(other.state()).toBe('signedOut')
  expect(steps).toEqual(['flushing', ...[1, 2, 3, 4, 5].map((attempt) => ({ attempt, of: 5 }))])
})
