import type { UserName } from '../../protocol/names.ts'
import { deviceOf, identityKeyOf, messageId, postOf, prekeyOf, userName } from '../../server/testing/fixtures.ts'
import { createMemoryTables } from '../../server/store/memory.ts'
import type { Account } from '../../server/store/store.ts'
import type { Tables } from '../../server/store/tables.ts'
import { takeBundle } from '../../web/chat/contacts.ts'
import type { ConversationContent } from '../../web/chat/chat-view.ts'
import type { ConversationId, IncomingMessage, Message, OutgoingMessage } from '../../web/chat/messages.ts'
import { NOTHING } from '../../web/chat/open-conversation.ts'
import { createStore } from '../../web/chat/store.ts'
import { createMemoryDatabase, openMemoryStorage } from '../../web/storage/memory.ts'
import type { Evidence, Violation } from '../checker/evidence.ts'
import type { Person } from '../person.ts'
import type { Tab } from '../tab.ts'

/** One of the two people. */
export const ALICE = userName('alice')
/** The other one. */
export const BOB = userName('bob')

/** What a history left behind, made by hand: two people, what they store and show, and what the server has. */
export interface Stage {
  readonly evidence: Evidence
  readonly violations: readonly Violation[]
  /** Browsers that have lost their names. */
  readonly former: Person[]
  readonly alice: Person
  readonly bob: Person
  readonly tables: Tables
  /** Somebody stores what a peer wrote. */
  holds(person: Person, message: IncomingMessage): Promise<void>
  /** A tab that shows these. */
  tab(person: Person, conversation: ConversationId, messages: readonly Message[]): Tab
}

/** Everything is as it should be. */
export function createStage(): Stage {
  const violations: Violation[] = []
  const tables = createMemoryTables()
  for (const name of [ALICE, BOB]) tables.saveAccount(accountOf(name), name)
  const [alice, bob] = [createPerson(ALICE), createPerson(BOB)]
  const bundle = { name: BOB, identityKey: identityKeyOf(BOB), prekey: prekeyOf(BOB), recovery: null, lineage: [] }
  alice.browser.database.contacts.set(BOB, takeBundle(undefined, bundle))
  const former: Person[] = []
  const evidence: Evidence = {
    people: [alice, bob],
    former,
    tables,
    composed: new Map(),
    retried: new Set(),
    restored: false,
    zombies: false,
    agreed: new Set(),
    blocked: new Set(),
    fail: (invariant, what) => void violations.push({ invariant, what }),
  }
  return {
    evidence,
    violations,
    former,
    alice,
    bob,
    tables,
    async holds({ browser }, message) {
      await openMemoryStorage(browser.database).receive([message])
    },
    tab(person, conversation, messages) {
      const content: ConversationContent = { ...NOTHING, state: 'ready', messages }
      const session = createStore({ state: 'signedIn' })
      const tab = { label: `${person.name}/1`, chat: { session }, shown: new Map([[conversation, content]]) }
      // Of a tab the checks read no more than this.
      return tab as unknown as Tab
    },
  }
}

function createPerson(name: UserName): Person {
  const person = {
    name,
    number: 1,
    browser: { database: createMemoryDatabase() },
    home: { holds: () => true },
    tabs: () => [],
  }
  // Of a person the checks read no more than this.
  return person as unknown as Person
}

function accountOf(name: UserName): Account {
  const keys = { identityKey: identityKeyOf(name), device: deviceOf(name), prekey: prekeyOf(name) }
  const rest = { recovery: null, lineage: [], lastSeen: 0, revision: 1, blocked: [] }
  return { name, ...keys, ...rest, fence: 2, joined: 0, cursor: 0 }
}

/** What Alice wrote to Bob. */
export function written(number: number, delivery: OutgoingMessage['delivery']): OutgoingMessage {
  const common = { id: messageId(number), conversation: BOB, from: ALICE, seq: number, sentAt: number } as const
  return { kind: 'outgoing', ...common, type: 'text', text: `t${number}`, receiptToken: 'token', delivery }
}

/** The same as Bob has it. */
export function received(number: number): IncomingMessage {
  const common = { id: messageId(number), conversation: ALICE, from: ALICE, seq: number, sentAt: number } as const
  const arrival = { arrivedAt: number, proof: 'proof', way: 'direct', signedBy: identityKeyOf(ALICE) } as const
  return { kind: 'incoming', ...common, type: 'text', text: `t${number}`, ...arrival }
}

/** A post of Alice at a place of the log. */
export function posted(place: number) {
  return { ...postOf(place), from: ALICE, identityKey: identityKeyOf(ALICE), groupSeq: place }
}
