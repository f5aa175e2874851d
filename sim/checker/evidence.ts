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
}

/** What the checks look at, and what they note. All of it is outside of the program that is checked. */
export interface Evidence {
  readonly people: readonly Person[]
  readonly tables: Tables
  /** Every message that was ever durably composed. */
  readonly composed: Map<string, Composed>
  /** Messages that somebody asked to send again. */
  readonly retried: Set<string>
  /** Two tabs of one person may have led at a time. */
  readonly zombies: boolean
  /** Pairs `reader writer`: the reader refuses the writer, or did. */
  readonly blocked: Set<string>
  fail(invariant: Invariant, what: string): void
}

/** Whether the reader durably holds a message of the writer. */
export function isHeld(evidence: Evidence, reader: string, writer: UserName, id: Message['id']): boolean {
  const person = evidence.people.find(({ name }) => name === reader)
  return person?.browser.database.rows.has(incomingKey(writer, id)) ?? false
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
