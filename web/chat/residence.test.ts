import { beforeAll, beforeEach, expect, it } from 'vitest'
import { createPerson, type TestPerson } from '../seal/testing/people.ts'
import { bob, composed, idOf } from '../storage/fixtures.ts'
import { createMemoryDatabase, type MemoryDatabase, openMemoryStorage } from '../storage/memory.ts'
import type { SessionView } from './chat-view.ts'
import type { Delivery } from './delivery.ts'
import { loadStored } from './load-stored.ts'
import type { StorageProblem } from './ports/storage.ts'
import { createResidence } from './residence.ts'
import { createStore } from './store.ts'
import { createLoopbackPeerLink } from './testing/loopback-peer-link.ts'
import { createScriptedServer } from './testing/scripted-server.ts'
import { createTabsOfOne, type TabsOfOne } from './testing/tabs-of-one.ts'
import { createViews } from './views.ts'

// Several tabs of alice. Each test is a history that the simulation found.

let alice: TestPerson
let browser: TabsOfOne
let database: MemoryDatabase

beforeAll(async () => {
  alice = await createPerson('alice')
})

beforeEach(() => {
  browser = createTabsOfOne()
  database = createMemoryDatabase()
})

/** One tab with what it shows. */
async function openTab() {
  const { clock } = browser
  const { name, bundle } = alice
  const stored = openMemoryStorage(database)
  // Who comes to lead reads what is unsettled first: a test may make that take long.
  const gate: { open: Promise<void> } = { open: Promise.resolve() }
  const storage = { ...stored, unsettled: () => gate.open.then(stored.unsettled) }
  const sealer = {
    ...alice.sealer,
    signChallenge: async () => 'signature',
    currentPrekey: async () => ({ prekey: bundle.prekey, superseded: [] }),
  }
  const session = createStore<SessionView>({ state: 'new', problem: null })
  const said: SessionView['state'][] = []
  session.subscribe(({ state }) => said.push(state))
  const broken = (error: unknown) => {
    throw error
  }
  const loaded = await loadStored(storage)
  const storageProblem = createStore<StorageProblem | null>(null)
  const views = createViews({ me: name, loaded, storage, clock, session, storageProblem, broken })
  const server = createScriptedServer(clock)
  const residence = createResidence(
    { name, server: 'https://chat.example', session: session.get, early: [], broken },
    {
      resident: { storage, sealer, tabs: browser.open(), release: storage.close },
      serverLink: server.link,
      peerLink: createLoopbackPeerLink(),
      clock,
      randomBytes: (length) => new Uint8Array(length),
      options: { peerLinks: false, ackTimeout: undefined },
    },
    views,
  )
  const { content } = views.open(bob)
  return {
    residence,
    server,
    gate,
    said,
    state: () => session.get().state,
    session: session.get,
    hasRecovery() {
      const now = session.get()
      return now.state === 'signedIn' && now.recovery
    },
    shown: () => content.get().messages,
  }
}

/** A tab that is signed in, and another that follows it. */
async function openTwo() {
  const tabs = [await openTab(), await openTab()] as const
  for (const { residence } of tabs) residence.join(false)
  await browser.crank(50)
  expect(tabs.map(({ state }) => state())).toEqual(['signedIn', 'signedIn'])
  for (const { said } of tabs) said.splice(0)
  return tabs
}

/** Stores what alice wrote to bob, and what became of it. */
async function write(delivery: Delivery) {
  const storage = openMemoryStorage(database)
  const messages = await storage.compose([composed(1, bob)])
  await storage.saveDeliveries([{ id: idOf(1), delivery }])
  return messages
}

it('lets the others hear of a sign-out before one of them can lead', async () => {
  const [leader, other] = await openTwo()
  browser.postTakes = 50
  leader.residence.ask({ ask: 'sign-out' })
  await browser.crank(1000)
  expect([leader.state(), other.state()]).toEqual(['signedOut', 'signedOut'])
  expect([...leader.said, ...other.said]).not.toContain('reconnecting')
})

it('takes back that it reconnects when it hears, leading already, that another has signed out', async () => {
  const [leader, other] = await openTwo()
  leader.residence.ask({ ask: 'sign-out' })
  browser.postTakes = 150
  await browser.crank(100)
  browser.postTakes = 1
  await browser.crank(1000)
  expect(leader.said).toContain('reconnecting')
  expect([leader.state(), other.state()]).toEqual(['signedOut', 'signedOut'])
})

it('says nothing when it hears of a sign-out while it reads what it needs to lead', async () => {
  const [leader, other] = await openTwo()
  let read = () => {}
  other.gate.open = new Promise((resolve) => (read = resolve))
  leader.residence.ask({ ask: 'sign-out' })
  browser.postTakes = 150
  await browser.crank(200)
  read()
  await browser.crank(1000)
  expect([...leader.said, ...other.said]).not.toContain('reconnecting')
  expect([leader.state(), other.state()]).toEqual(['signedOut', 'signedOut'])
})

it('leaves what the leader shows alone when a tab wakes that led before', async () => {
  const [woken, leader] = [await openTab(), await openTab()]
  woken.server.answerTakes = 500
  leader.server.up = false
  woken.residence.join(true)
  leader.residence.join(true)
  await browser.crank(50)
  browser.stealLock()
  await browser.crank(50)
  expect(leader.state()).toBe('reconnecting')
  await browser.crank(1000)
  expect(woken.state()).toBe('signedIn')
  expect(leader.state()).toBe('reconnecting')
})

it('is not signed out, signing in, by a tab that wakes up to hear that its session is over', async () => {
  const [woken, other] = [await openTab(), await openTab()]
  woken.server.answerTakes = 500
  woken.server.saysAtOnce = [{ event: 'session:superseded', fact: { fence: 2 } }]
  woken.residence.join(false)
  await browser.crank(50)
  browser.stealLock()
  let read = () => {}
  other.gate.open = new Promise((resolve) => (read = resolve))
  other.residence.join(false)
  await browser.crank(1000)
  expect(woken.state()).toBe('signedOut')
  read()
  await browser.crank(1000)
  expect(other.said).not.toContain('signedOut')
  expect(other.state()).toBe('signedIn')
})

it('shows, signed in again, what a tab stored that closed after a sign-out', async () => {
  const [leader, other] = await openTwo()
  leader.residence.ask({ ask: 'sign-out' })
  await browser.crank(500)
  expect(other.state()).toBe('signedOut')
  leader.residence.close()
  await write({ state: 'delivered', way: 'mailbox', at: 1, ms: 1 })
  other.residence.join(false)
  await browser.crank(50)
  expect(other.state()).toBe('signedIn')
  expect(other.shown().map(({ text }) => text)).toEqual(['text 1'])
})

it('leaves alone what is known of a message that a suspended tab tells late', async () => {
  const [suspended, other] = [await openTab(), await openTab()]
  const messages = await write({ state: 'failed', reason: 'mailbox-full' })
  other.residence.views.reload()
  await browser.crank(10)
  suspended.residence.send(messages)
  await browser.crank(10)
  expect(other.shown()).toMatchObject([{ text: 'text 1', delivery: { state: 'failed' } }])
})

it('takes back no failure for what a suspended tab says of a message on its way', async () => {
  const other = await openTab()
  const [message] = await write({ state: 'failed', reason: 'mailbox-full' })
  other.residence.views.reload()
  await browser.crank(10)
  if (message?.kind !== 'outgoing') throw new Error('nothing was written')
  for (const delivery of [{ state: 'storing' }, { state: 'queued' }] as const)
    other.residence.views.apply({ type: 'messages', messages: [{ ...message, delivery }], told: 'passing' })
  await browser.crank(10)
  expect(other.shown()).toMatchObject([{ delivery: { state: 'failed' } }])
})

it('shows what storage has of a message that was on its way when its leader died', async () => {
  const other = await openTab()
  const [message] = await write({ state: 'failed', reason: 'mailbox-full' })
  if (message?.kind !== 'outgoing') throw new Error('nothing was written')
  const onItsWay = { ...message, delivery: { state: 'storing' } as const }
  other.residence.views.apply({ type: 'messages', messages: [onItsWay], told: 'passing' })
  await browser.crank(10)
  other.residence.views.reload()
  await browser.crank(10)
  expect(other.shown()).toMatchObject([{ delivery: { state: 'failed' } }])
})

it('takes over from a tab that closes while it signs out, though it has heard of nothing else', async () => {
  const leader = await openTab()
  leader.residence.join(false)
  await browser.crank(50)
  leader.server.answerTakes = 5000
  leader.residence.ask({ ask: 'sign-out' })
  const other = await openTab()
  // By then the second try is told.
  await browser.crank(1500)
  expect(other.state()).toBe('signingOut')
  leader.residence.close()
  await browser.crank(50)
  expect(other.state()).toBe('signedIn')
})

it('shows, coming to lead afresh, what a tab it never heard of stored', async () => {
  const tab = await openTab()
  await write({ state: 'delivered', way: 'mailbox', at: 1, ms: 1 })
  tab.residence.join(false)
  await browser.crank(50)
  expect(tab.state()).toBe('signedIn')
  expect(tab.shown()).toMatchObject([{ delivery: { state: 'delivered' } }])
})

it('has the others look into storage when it comes to lead afresh', async () => {
  const [slept, fresh] = [await openTab(), await openTab()]
  const [message] = await write({ state: 'delivered', way: 'mailbox', at: 1, ms: 1 })
  if (message?.kind !== 'outgoing') throw new Error('nothing was written')
  const onItsWay = { ...message, delivery: { state: 'storing' } as const }
  slept.residence.views.apply({ type: 'messages', messages: [onItsWay], told: 'passing' })
  fresh.residence.join(false)
  await browser.crank(50)
  expect(slept.shown()).toMatchObject([{ delivery: { state: 'delivered' } }])
})

const recovery = { key: 'key', endorsement: 'endorsement' }

it('tells a follower that its recovery phrase is set once the server has it', async () => {
  const [leader, other] = await openTwo()
  leader.server.answerTakes = 100
  const told: unknown[] = []
  void other.residence.setRecovery(recovery).then((outcome) => told.push(outcome))
  await browser.crank(90)
  expect(told).toEqual([])
  await browser.crank(100)
  expect(told).toEqual(['set'])
  expect([leader.hasRecovery(), other.hasRecovery()]).toEqual([true, true])
})

it('tells a follower that the server refused its recovery phrase', async () => {
  const [leader, other] = await openTwo()
  leader.server.refuses = 'rate-limited'
  const told = other.residence.setRecovery(recovery)
  await browser.crank(200)
  expect(await told).toBe('refused')
  expect(other.hasRecovery()).toBe(false)
})

it('tells a follower at once that nothing answers when the leader has no server', async () => {
  const [leader, other] = await openTwo()
  leader.server.up = false
  leader.server.lose()
  await browser.crank(10)
  expect(other.state()).toBe('reconnecting')
  const told = other.residence.setRecovery(recovery)
  await browser.crank(200)
  expect(await told).toBe('no-answer')
})

it('calls no recovery phrase set when nobody leads who could have heard of it', async () => {
  const [leader, other] = await openTwo()
  browser.postTakes = 5
  const told = other.residence.setRecovery(recovery)
  leader.residence.close()
  await browser.crank(7000)
  expect(await told).toBe('no-answer')
})

it('tells every tab when the next attempt is by the clock that all share', async () => {
  const [leader, other] = await openTwo()
  leader.server.up = false
  leader.server.lose()
  await browser.crank(10)
  const session = other.session()
  if (session.state !== 'reconnecting' || session.retryAt === null) throw new Error('no attempt is told of')
  expect(session.retryAt - browser.clock.wallTime()).toBeGreaterThan(0)
  expect(session.retryAt - browser.clock.wallTime()).toBeLessThan(10_000)
})

it('tells of waiting letters and a claimed name those who saw the sign-in, and nobody who comes later', async () => {
  const [leader, early] = [await openTab(), await openTab()]
  leader.server.mail = 3
  leader.server.welcome = 'first'
  leader.residence.join(true)
  early.residence.join(true)
  await browser.crank(50)
  const seen = { welcome: 'first', waiting: 3 }
  expect([leader.session(), early.session()]).toMatchObject([seen, seen])
  const late = await openTab()
  late.residence.join(true)
  await browser.crank(50)
  expect(late.session()).toMatchObject({ state: 'signedIn', welcome: 'back', waiting: 0 })
})
