import type { DeviceId, IdentityKey } from '../../protocol/identity-key.ts'
import type { ErrorKind } from '../../protocol/errors.ts'
import type { MessageId } from '../../protocol/ids.ts'
import type { NameProblem, UserName } from '../../protocol/names.ts'
import type { ConversationHistory } from './history.ts'
import type { DirectLinks, NoLinks } from './link-policy.ts'
import type { ConversationId, Message } from './messages.ts'
import type { PhraseProblem } from './ports/sealer.ts'
import type { ConnectionLoss } from './ports/server-link.ts'
import type { StorageProblem } from './ports/storage.ts'
import type { Readable } from './store.ts'

/** Why a sign-in or recovery did not happen; the page words each. */
export type SignInProblem =
  | { readonly kind: 'name'; readonly problem: NameProblem; readonly typed: string }
  | { readonly kind: 'server-address' }
  | { readonly kind: 'connection'; readonly loss: ConnectionLoss; readonly server: string }
  | { readonly kind: 'wrong-version'; readonly server: string; readonly theirs: number; readonly ours: number }
  | { readonly kind: 'refused'; readonly error: ErrorKind; readonly message: string }
  | { readonly kind: 'phrase'; readonly problem: PhraseProblem }
  | { readonly kind: 'storage'; readonly problem: StorageProblem }
  /** Another tab has a newer version of this page. */
  | { readonly kind: 'old-page' }
  /** The browser lacks the cryptography for them. */
  | { readonly kind: 'keys' }
  /** Code that is loaded when it is first needed could not be. */
  | { readonly kind: 'missing-part' }

/** What the page says once after a session ended. `unsent` messages are kept and go out at the next sign-in. */
export type SignedOutNotice =
  | { readonly kind: 'signed-out'; readonly unsent: number }
  | { readonly kind: 'server-silent'; readonly unsent: number }
  | { readonly kind: 'superseded' }
  | { readonly kind: 'problem'; readonly problem: SignInProblem }

/** What came of a recovery phrase. `no-answer`: it may be set or not. */
export type RecoveryOutcome = 'set' | 'no-answer' | 'refused'

/** Who is signed in here, and how the server is. `name` and `server` stay after a sign-out: history is readable. */
export type SessionView =
  /** Nobody yet; `problem`: why the last sign-in did not even begin. */
  | { readonly state: 'new'; readonly problem: SignInProblem | null }
  | {
      readonly state: 'signedOut'
      readonly name: UserName
      readonly server: string
      readonly notice: SignedOutNotice | null
    }
  | { readonly state: 'signingIn'; readonly name: UserName; readonly server: string }
  | {
      readonly state: 'signedIn'
      readonly name: UserName
      readonly server: string
      readonly welcome: 'first' | 'back'
      /** Letters that waited in the mailbox at sign-in. */
      readonly waiting: number
      /** Whether a recovery phrase was set. */
      readonly recovery: boolean
      /** Whether the server names a relay for links. */
      readonly relay: boolean
    }
  /**
   * The session is there to stay, the connection not yet, or not any more; direct chats go on. `loss`: why not, null while
   * no attempt has failed, as after a reload. `retryAt`: wall time of the next attempt, null while it runs.
   */
  | {
      readonly state: 'reconnecting'
      readonly name: UserName
      readonly server: string
      readonly loss: ConnectionLoss | null
      readonly retryAt: number | null
    }
  | {
      readonly state: 'signingOut'
      readonly name: UserName
      readonly server: string
      /** `flushing`: unsent messages get up to 3 s; then up to `of` tries to tell the server. */
      readonly step: 'flushing' | { readonly attempt: number; readonly of: number }
    }

/** Somebody on the roster. `online`: null while nobody can tell. `lastSeen` is wall time. */
export interface Person {
  readonly name: UserName
  readonly device: DeviceId
  readonly online: boolean | null
  readonly lastSeen: number
}

/** How messages to a peer travel now, and why. `since` is wall time; `relayed`: through a relay, of either side. */
export type LinkView =
  | { readonly state: 'idle' }
  | { readonly state: 'connecting' }
  | { readonly state: 'open'; readonly since: number; readonly rttMs: number | null; readonly relayed: boolean }
  | { readonly state: 'mailbox'; readonly why: 'offline' | 'no-link' | 'no-ack' | 'flooded' | NoLinks }

/** A row of the sidebar. */
export interface ConversationSummary {
  readonly id: ConversationId
  readonly newest: Message | null
  readonly unread: number
  /** Names of those typing now. */
  readonly typing: readonly UserName[]
  readonly muted: boolean
  readonly draft: string
}

/** What an open conversation shows. */
export interface ConversationContent {
  readonly state: 'loading' | 'ready'
  /** In the order to show; `read` messages are left out. */
  readonly messages: readonly Message[]
  /** How many messages are missing right before this one. */
  readonly gaps: ReadonlyMap<MessageId, number>
  /** The first message that was unread when the conversation was opened. */
  readonly unreadFrom: MessageId | null
  /** The peer has read ours up to this seq, of those that it has. */
  readonly readUpTo: number
}

/** What is known of a peer's keys. */
export interface ContactView {
  /** The pinned key: who this person is to us. */
  readonly identityKey: IdentityKey | null
  /** Whose safety number to compare: the pinned key, or the changed one that waits to be accepted. */
  readonly keyToCompare: IdentityKey | null
  /** Whether the safety number of that key was compared. */
  readonly verified: boolean
  readonly blocked: boolean
  /** A key change that waits for the user's decision; nothing is sent meanwhile. */
  readonly changed: { readonly recovered: boolean } | null
  readonly link: LinkView
}

/** What happened to a submission. `hint`: nothing was sent, and why, to be worded. */
export type SubmitResult =
  | { readonly kind: 'accepted'; readonly conversation: ConversationId }
  | { readonly kind: 'command'; readonly command: 'sign-out' | 'sign-in' | 'help' }
  | {
      readonly kind: 'hint'
      readonly hint:
        | 'empty'
        | 'too-long'
        | 'signed-out'
        | 'no-such-user'
        | 'unknown-command'
        | 'missing-recipient'
        | 'blocked'
        | 'storage'
      readonly detail: string
    }

/** A message that arrived for this person while the page may be hidden. */
export interface Arrival {
  readonly message: Message
  readonly muted: boolean
}

/** The choices that the core obeys; kept per browser. */
export interface Privacy {
  readonly sendTyping: boolean
  readonly sendRead: boolean
  readonly directLinks: DirectLinks
}

/** The whole client without a page: everything that the elements may ask for. */
export interface Chat {
  readonly session: Readable<SessionView>
  /** Everyone who ever registered, in order of name; without oneself. */
  readonly people: Readable<readonly Person[]>
  /** Everyone first, then people (oneself too: notes to self), newest message first, then by name. */
  readonly conversations: Readable<readonly ConversationSummary[]>
  /** Set when this browser can no longer store; sending is off. */
  readonly storageProblem: Readable<StorageProblem | null>
  /** Another tab of this person has the connection, and does not do what is asked here: it may be suspended. */
  readonly unanswered: Readable<boolean>
  readonly privacy: Readable<Privacy>

  /**
   * Opens that person's storage and signs in. Never rejects: what went wrong is in `session`. `server` as it was typed.
   * `resume`: this person was signed in before a reload, so an unreachable server is waited for. `code`: for a new name, where
   * the server asks for one.
   */
  signIn(name: string, server: string, how?: 'resume' | { readonly code: string }): Promise<void>
  /** "This name is mine": succeeds the lost key by the phrase, then signs in. */
  recover(name: string, server: string, phrase: string): Promise<void>
  signOut(): Promise<void>
  /** The next connection attempt now instead of at `retryAt`. */
  retryConnection(): void
  /** The page became visible or the network came back: nothing waits any longer. */
  wake(): void
  /** The browser had put this page aside, and perhaps given its lead away: what was stored and said meanwhile is looked up. */
  restored(): Promise<void>

  /** A typed line: a message, or a slash command. */
  submit(conversation: ConversationId, text: string): Promise<SubmitResult>
  /** Sends a failed or expired message again, under its old id. */
  retry(id: MessageId): Promise<void>

  /** Loads a conversation and keeps it up to date until released. */
  open(conversation: ConversationId): { readonly content: Readable<ConversationContent>; release(): void }
  /** Everything there is now has been seen. */
  markRead(conversation: ConversationId): void
  saveDraft(conversation: ConversationId, draft: string): void
  setMuted(conversation: ConversationId, muted: boolean): void
  /** Tells the others, at most every few seconds. */
  typing(conversation: ConversationId): void
  onArrival(listener: (arrival: Arrival) => void): () => void

  contact(name: UserName): Readable<ContactView>
  /** Whom this person has blocked, in order of name. */
  readonly blocked: Readable<readonly UserName[]>
  /** Takes a changed key as the new one; what waited is sealed to it. */
  acceptKey(name: UserName): Promise<void>
  setVerified(name: UserName, verified: boolean): Promise<void>
  /** Somebody whose keys are not known here is blocked when the server has told them. */
  setBlocked(name: UserName, blocked: boolean): Promise<void>
  /** 60 digits; undefined when the peer's key is not known and cannot be fetched. */
  safetyNumber(name: UserName): Promise<string | undefined>
  setPrivacy(privacy: Privacy): void

  /** A fresh recovery phrase, 24 words, shown once and stored nowhere. */
  newPhrase(): Promise<string>
  /** Deposits the public half of a phrase that the user has written down. */
  setRecovery(phrase: string): Promise<RecoveryOutcome>

  /** Every text of every conversation that may be seen, in order. */
  history(): Promise<readonly ConversationHistory[]>
  /** Signs out if need be and closes this person's storage, so that it can be deleted. */
  leave(): Promise<void>
  /** Ends timers, links and connections without telling the server (the page goes away). */
  dispose(): void
}
