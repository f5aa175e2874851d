import { expect } from 'vitest'
import { createPerson, type TestPerson } from '../../seal/testing/people.ts'
import { bob, composed, idOf, incoming } from '../../storage/fixtures.ts'
import { createMemoryDatabase, openMemoryStorage } from '../../storage/memory.ts'
import type { Privacy, SessionView } from '../chat-view.ts'
import { takeBundle } from '../contacts.ts'
import type { Delivery } from '../delivery.ts'
import { loadStored } from '../load-stored.ts'
import { StorageError, type StorageProblem } from '../ports/storage.ts'
import { createResidence } from '../residence.ts'
import { createStore } from '../store.ts'
import { createViews } from '../views.ts'
import { createLoopbackPeerLink } from './loopback-peer-link.ts'
import { createScriptedServer } from './scripted-server.ts'
import { createTabsOfOne } from './tabs-of-one.ts'

/** Several tabs of one person in one browser, whose clock is cranked. */
export function createTabsScene(alice: TestPerson) {
  const browser = createTabsOfOne()
  const database = createMemoryDatabase()

  /** One tab with what it shows. */
  async function openTab() {
    const { clock } = browser
    const { name, bundle } = alice
    const stored = openMemoryStorage(database)
    // Who comes to lead reads what is unsettled and what is newest first: a test may make that take long.
    const gate = { open: Promise.resolve(), newest: Promise.resolve() }
    const storage = {
      ...stored,
      unsettled: () => gate.open.then(stored.unsettled),
      summaries: () => gate.newest.then(stored.summaries),
    }
    const sealer = {
      ...alice.sealer,
      signChallenge: async () => 'signature',
      currentPrekey: async () => ({ prekey: bundle.prekey, superseded: [] }),
    }
    const session = createStore<SessionView>({ state: 'new', problem: null })
    const unanswered = createStore(false)
    const said: SessionView['state'][] = []
    session.subscribe(({ state }) => said.push(state))
    const broken = (error: unknown) => {
      if (!(error instanceof StorageError) || error.problem !== 'closed') throw error
      residence.standAside()
    }
    const loaded = await loadStored(storage)
    const storageProblem = createStore<StorageProblem | null>(null)
    const views = createViews({ me: name, loaded, storage, clock, session, storageProblem, broken })
    const server = createScriptedServer(clock)
    const residence = createResidence(
      {
        name,
        server: 'https://chat.example',
        session: session.get,
        early: [],
        broken,
        unanswered: unanswered.set,
        renewed() {},
      },
      {
        resident: { storage, sealer, tabs: browser.open(), release: storage.close },
        serverLink: server.link,
        peerLink: createLoopbackPeerLink(),
        clock,
        randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
        options: { peerLinks: 'switched-off', ackTimeout: undefined },
        code: () => undefined,
        privacy: createStore<Privacy>({ sendTyping: true, sendRead: true, directLinks: 'when-possible' }),
      },
      views,
    )
    const { content } = views.open(bob)
    return {
      residence,
      server,
      gate,
      said,
      unanswered: unanswered.get,
      state: () => session.get().state,
      session: session.get,
      onSession: session.subscribe,
      hasRecovery() {
        const now = session.get()
        return now.state === 'signedIn' && now.recovery
      },
      shown: () => content.get().messages,
      link: () => views.contact(bob).get().link,
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

  /** Stores a letter of bob that nobody is told of. */
  async function receive(arrivedAt: number) {
    const storage = openMemoryStorage(database)
    const { bundle } = await createPerson(bob)
    await storage.changeContact(bundle.name, () => takeBundle(undefined, bundle))
    await storage.receive([incoming(1, bob, { arrivedAt, signedBy: bundle.identityKey })])
  }

  return { browser, openTab, openTwo, write, receive }
}
