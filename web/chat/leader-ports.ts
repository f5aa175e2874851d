import type { IdentityKey } from '../../protocol/identity-key.ts'
import type { UserName } from '../../protocol/names.ts'
import type { Change } from './change.ts'
import type { Privacy } from './chat-view.ts'
import type { Contacts } from './contacts.ts'
import type { ConversationId, Message } from './messages.ts'
import type { Clock, RandomBytes } from './ports/clock.ts'
import type { PeerLink } from './ports/peer-link.ts'
import type { Resident } from './ports/resident.ts'
import type { CommandResult, ServerLink } from './ports/server-link.ts'
import type { SessionState } from './session-state.ts'
import type { Readable } from './store.ts'

/** What the tests and the page's address may set. */
export interface ChatOptions {
  /** Whether this tab opens and answers data channels, or why not. */
  readonly peerLinks: 'on' | 'switched-off' | 'unsupported'
  /** Milliseconds a peer has for its ack; measured when undefined. */
  readonly ackTimeout: number | undefined
}

/** What the leader is made of. */
export interface LeaderPorts {
  readonly resident: Resident
  readonly serverLink: ServerLink
  readonly peerLink: PeerLink
  readonly clock: Clock
  readonly randomBytes: RandomBytes
  readonly options: ChatOptions
  /** What was typed as the code for new names. */
  readonly code: () => string | undefined
  readonly privacy: Readable<Privacy>
}

/** What the leader tells: changes for every tab, and its session's state. */
export interface LeaderListener {
  publish(change: Change): void
  /** Texts have come into sight that were stored long ago: every tab shows them, and none calls attention to them. */
  arrivedAnew(): void
  session(state: SessionState, retryAt: number | null): void
  signingOut(step: 'flushing' | { attempt: number; of: number }): void
  broken(error: unknown): void
}

/** The one tab that owns a person's connection, links, outbox and inbox. */
export interface Leader {
  /** Takes own messages that are stored. */
  send(messages: readonly Message[]): void
  retry(message: Message): void
  signOut(): Promise<void>
  retryConnection(): void
  typing(conversation: ConversationId): void
  block(name: UserName, blocked: boolean): Promise<void>
  readonly contacts: Contacts
  acceptKey(name: UserName, key: IdentityKey): Promise<void>
  setRecovery(recovery: { key: string; endorsement: string }): Promise<CommandResult<'recovery:set'>>
  /** The page woke up or the network came back: waiting is over. */
  wake(): void
  unsent(): number
  close(): void
}
