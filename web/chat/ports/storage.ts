import type { IdentityKey } from '../../../protocol/identity-key.ts'
import type { MessageId } from '../../../protocol/ids.ts'
import type { UserName } from '../../../protocol/names.ts'
import type {
  Contact,
  ConversationId,
  ConversationNote,
  IncomingMessage,
  IncomingPost,
  Message,
  OutgoingMessage,
  OutgoingPost,
  OwnMessage,
} from '../messages.ts'
import type { Delivery, PostDelivery } from '../delivery.ts'
import type { GroupCursor } from '../group-log.ts'
import type { NoteChange } from '../note-change.ts'

/** A composed message without the seq that storage gives it. */
export type Composed = Omit<OutgoingMessage, 'seq'> | Omit<OutgoingPost, 'seq'>

/** A message whose state moved on. */
export interface DeliveryChange {
  readonly id: MessageId
  readonly delivery: Delivery | PostDelivery
}

/** What somebody wrote under a key while it was not accepted, and when that comes into sight. */
export interface HiddenTexts {
  readonly conversation: ConversationId
  readonly from: UserName
  /** By any of them. */
  readonly signedBy: readonly IdentityKey[]
  readonly arrivedAt: number
}

/** A conversation without its messages. */
export interface Summary {
  readonly conversation: ConversationId
  /** The newest text. */
  readonly newest: Message
  /** How many incoming texts arrived after its `readAt`. */
  readonly unread: number
  /** When the last of these arrived; 0 when there is none. */
  readonly arrivedUpTo: number
}

/**
 * Why nothing can be stored; told to the user in words, and sending stops. `unexpected`: the storage refused nothing, the
 * page itself failed on the way there.
 */
export type StorageProblem = 'quota-exceeded' | 'unavailable' | 'corrupted' | 'closed' | 'unexpected'

/** Thrown by every verb when it did not happen. */
export class StorageError extends Error {
  readonly problem: StorageProblem
  constructor(problem: StorageProblem, options?: ErrorOptions) {
    super(`storage: ${problem}`, options)
    this.problem = problem
  }
}

/**
 * What one person keeps in this browser; one database per server and name. Each verb is one transaction: it happened, or
 * it threw a `StorageError` and did not happen. What is composed, received or known of a contact is on the disk then;
 * deliveries and notes are with the operating system. Verbs that take lists are one transaction for the list.
 */
export interface Storage {
  /** P1: stores messages with the next seq of their conversation each, in list order. */
  compose(messages: readonly Composed[]): Promise<readonly OwnMessage[]>
  /** P6: moves deliveries on. Returns, as they are, messages of which it knew better: a tab may come late with its change. */
  saveDeliveries(changes: readonly DeliveryChange[]): Promise<readonly OwnMessage[]>
  /** P4: stores what is not there yet, by sender and id. Returns those that were new. */
  receive(messages: readonly IncomingMessage[]): Promise<readonly IncomingMessage[]>
  /**
   * P4 for Everyone: posts and the cursor in one transaction. Own posts in `confirmed` only change state. The cursor never
   * goes back: a tab that was suspended stores late what it had begun.
   */
  receivePosts(of: {
    posts: readonly IncomingPost[]
    confirmed: readonly DeliveryChange[]
    cursor: GroupCursor
  }): Promise<readonly IncomingPost[]>
  /** Texts under keys that were not accepted before arrive anew, so that they count as unread. Returns them. */
  arriveAnew(hidden: HiddenTexts): Promise<readonly (IncomingMessage | IncomingPost)[]>
  /** Incoming messages already held, of this sender. */
  held(from: UserName, ids: readonly MessageId[]): Promise<readonly IncomingMessage[]>
  /**
   * Own messages that are not settled (queued, stored, or a post not yet delivered to all), and notes of what was read that
   * were refused, and not by the peer; oldest first.
   */
  unsettled(): Promise<readonly OwnMessage[]>
  /** With this id: one's own if there is one, else any that was received. */
  message(id: MessageId): Promise<Message | undefined>
  /** The last `limit` messages of a conversation, in the order in which they came into storage. */
  messages(conversation: ConversationId, limit: number): Promise<readonly Message[]>
  /** One for each conversation with a text in it. */
  summaries(): Promise<readonly Summary[]>
  groupCursor(): Promise<GroupCursor>
  contacts(): Promise<readonly Contact[]>
  /**
   * Stores what `decide` makes of what is stored, unless that is undefined. Returns what is stored then: another tab, also
   * one that was suspended, changes contacts too.
   */
  changeContact(
    name: UserName,
    decide: (stored: Contact | undefined) => Contact | undefined,
  ): Promise<Contact | undefined>
  notes(): Promise<readonly ConversationNote[]>
  /** Stores these parts of a note; what was read stays read. */
  saveNote(change: NoteChange): Promise<void>
  /** Releases the database. Later verbs throw `closed`. */
  close(): void
}
