import type { IdentityKey } from '../../protocol/identity-key.ts'
import type { UserName } from '../../protocol/names.ts'
import type { Post } from '../../protocol/group.ts'
import type { Tables } from '../../server/store/tables.ts'
import type { ConversationId, Message } from '../../web/chat/messages.ts'
import { incomingKey } from '../../web/storage/rows.ts'
import type { Person } from '../person.ts'

/** The promises that sim/README.md lists, and two of the machinery: nothing throws, nothing goes on for ever. */
export type Invariant =
  'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'I7' | 'I8' | 'I9' | 'I10' | 'I11' | 'I12' | 'crash' | 'endless'

/** A promise that was broken. */
export interface Violation {
  readonly invariant: Invariant
  readonly what: string
}

/** A message as it was stored by who wrote it. */
export interface Composed {
  readonly from: UserName
  readonly conversation: ConversationId
  readonly message: Message
  /** The tab it was written in. */
  readonly tab: string
  /** The browser it was written in. */
  readonly person: Person
}

/** What the checks look at, and what they note. All of it is outside of the program that is checked. */
export interface Evidence {
  /** Each name with the browser that it belongs to. */
  readonly people: readonly Person[]
  /** Names with browsers that lost them. */
  readonly former: readonly Person[]
  readonly tables: Tables
  /** Every message that was ever durably composed. */
  readonly composed: Map<string, Composed>
  /** Messages that somebody asked to send again. */
  readonly retried: Set<string>
  /** The server has lost what was newer than its backup. */
  restored: boolean
  /** Two tabs of one person may have led at a time. */
  readonly zombies: boolean
  /** What `agreement` makes of each changed key that a person accepted. */
  readonly agreed: Set<string>
  /** Pairs `reader writer`: the reader refuses the writer, or did. */
  readonly blocked: Set<string>
  fail(invariant: Invariant, what: string): void
}

/** The browsers of a name: its own and those that lost it. */
export function browsersOf({ people, former }: Evidence, name: string): readonly Person[] {
  return [...people, ...former].filter((person) => person.name === name)
}

/** Whether a name was taken back. */
export function isRecovered({ former }: Evidence, name: string): boolean {
  return former.some((person) => person.name === name)
}

/** Whether the reader durably holds a message of the writer, or held it before a recovery. */
export function isHeld(evidence: Evidence, reader: string, writer: UserName, id: Message['id']): boolean {
  const key = incomingKey(writer, id)
  const holds = ({ name, browser }: Person) => name === reader && browser.database.rows.has(key)
  return evidence.people.some(holds) || evidence.former.some(holds)
}

/** Whether the browser that a name belongs to durably holds a message of the writer. */
export function isHeldNow({ people }: Evidence, reader: string, writer: UserName, id: Message['id']): boolean {
  const person = people.find(({ name }) => name === reader)
  return person?.browser.database.rows.has(incomingKey(writer, id)) ?? false
}

/** That somebody, in one browser, takes a key for another's. */
export function agreement({ name, number }: Person, whose: UserName, key: IdentityKey): string {
  return `${name} ${number} ${whose} ${key}`
}

/** Whether what the writer sends may be refused by the reader. */
export function isRefused(evidence: Evidence, reader: string, writer: string): boolean {
  return evidence.blocked.has(`${reader} ${writer}`)
}

/** Whether somebody has a post, or need not have it. */
export function hasPost(evidence: Evidence, reader: string, post: Pick<Post, 'from' | 'id'>): boolean {
  if (reader === post.from || isRefused(evidence, reader, post.from)) return true
  return isHeld(evidence, reader, post.from, post.id)
}
