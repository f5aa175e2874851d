import type { IdentityKey } from '../../protocol/identity-key.ts'
import type { MessageId } from '../../protocol/ids.ts'
import type { Bundle } from '../../protocol/keys.ts'
import type { UserName } from '../../protocol/names.ts'
import type { Delivery, PostDelivery } from './delivery.ts'
import type { Era } from './group-log.ts'
import type { Reading } from './reading.ts'

/** `everyone` is a reserved name, so a peer's name and the group cannot collide. */
export type ConversationId = UserName | 'everyone'

/** How far a sender's clock may be ahead before its time is corrected, milliseconds. */
export const CLOCK_SKEW = 5 * 60_000

interface Common {
  readonly id: MessageId
  readonly conversation: ConversationId
  readonly from: UserName
  /** Counts this sender's messages in this conversation, from 1. */
  readonly seq: number
  /** The sender's wall time, clamped by the reader; for display and for sorting across senders. */
  readonly sentAt: number
  /**
   * Only texts are rendered. `read` is a note that the sender read ours up to a seq, stored and acked like any other.
   * `skipped` is a post of somebody blocked, or of one's own name from another browser, without its text: its place in
   * Everyone is no gap.
   */
  readonly type: 'text' | 'read' | 'skipped'
  readonly text: string
}

/** Written here, to a person (or to oneself). */
export interface OutgoingMessage extends Common {
  readonly kind: 'outgoing'
  readonly delivery: Delivery
  /** 16 random bytes in base64url; only who opens the message learns them, so its hash proves delivery. */
  readonly receiptToken: string
}

/** Written here, to Everyone. */
export interface OutgoingPost extends Common {
  readonly kind: 'outgoing-post'
  readonly delivery: PostDelivery
}

/** Written by a peer. */
export interface IncomingMessage extends Common {
  readonly kind: 'incoming'
  /** Wall time, but behind what came to this conversation before. Hidden until its key is accepted, it arrives then. */
  readonly arrivedAt: number
  /** Goes back in the ack, also when the message comes again. */
  readonly proof: string
  readonly way: 'direct' | 'mailbox'
  /** Hidden until the contact's user has accepted that key. */
  readonly signedBy: IdentityKey
}

/** Written by somebody to Everyone. */
export interface IncomingPost extends Common {
  readonly kind: 'incoming-post'
  readonly arrivedAt: number
  readonly groupSeq: number
  readonly era?: Era
  readonly signedBy: IdentityKey
}

/** Written here, to a person or to Everyone. */
export type OwnMessage = OutgoingMessage | OutgoingPost

/** A message as stored and as shown. */
export type Message = OwnMessage | IncomingMessage | IncomingPost

/** Whether it was written here. */
export function isOwn(message: Message): message is OwnMessage {
  return message.kind === 'outgoing' || message.kind === 'outgoing-post'
}

/** What this browser knows and decided about somebody. */
export interface Contact {
  readonly name: UserName
  /** The key first seen, or the one accepted since. */
  readonly pinned: IdentityKey
  /** Older keys of the same person, through verified successions. */
  readonly older: readonly IdentityKey[]
  readonly bundle: Bundle
  /** A key that differs from the pinned one and was not accepted yet. `recovered`: the old key's owner vouches for it by the phrase. */
  readonly changed: { readonly key: IdentityKey; readonly recovered: boolean } | null
  /** The identity key whose safety number was compared. */
  readonly verified: IdentityKey | null
  readonly blocked: boolean
  /** Counts what was stored of this contact. Pages from before it was counted left none. */
  readonly revision?: number
}

/** What is remembered of a conversation besides its messages. */
export interface ConversationNote {
  readonly id: ConversationId
  readonly draft: string
  /** Incoming messages up to this moment of arrival (wall time) count as read. */
  readonly readAt: number
  readonly muted: boolean
  /** What was read, of somebody who was away then and was not told yet. */
  readonly untold?: Reading | null
  /** To be blocked once the server says who that is: nothing else is stored of whom nothing is known. */
  readonly toBlock?: boolean
}
