import type { IdentityKey } from '../../protocol/identity-key.ts'
import type { RosterEntry } from '../../protocol/presence.ts'
import type { UserName } from '../../protocol/names.ts'
import type { LinkView, RecoveryOutcome, SessionView } from './chat-view.ts'
import type { Contact, ConversationId, Message } from './messages.ts'
import type { NoteChange } from './note-change.ts'
import type { StorageProblem } from './ports/storage.ts'

/**
 * What a telling of messages is worth; without it they are as storage has them. `composed`: who has one already knows more
 * of it. `passing`: a state that storage does not have, perhaps of a tab that was suspended; it takes back no failure.
 */
export type Told = 'composed' | 'passing'

/**
 * Something that happened and that every tab of this person shows. The tab where it happened applies it to its own views
 * and posts it to the others, so there is one way for a fact to reach the eye.
 */
export type Change =
  | { readonly type: 'session'; readonly session: SessionView }
  | { readonly type: 'roster'; readonly entries: readonly RosterEntry[] }
  /** New messages, and messages whose delivery moved on. */
  | { readonly type: 'messages'; readonly messages: readonly Message[]; readonly told?: Told }
  | { readonly type: 'contact'; readonly contact: Contact }
  | { readonly type: 'note'; readonly note: NoteChange }
  | { readonly type: 'link'; readonly peer: UserName; readonly link: LinkView }
  | { readonly type: 'typing'; readonly from: UserName; readonly in: ConversationId }
  | { readonly type: 'storage'; readonly problem: StorageProblem }

/** What a tab asks of the leader. */
export type LeaderRequest =
  | { readonly ask: 'retry'; readonly id: Message['id'] }
  | { readonly ask: 'retry-connection' }
  | { readonly ask: 'sign-out' }
  | { readonly ask: 'typing'; readonly in: ConversationId }
  | { readonly ask: 'learn'; readonly name: UserName }
  /** `key`: the one that was on the screen; another that came meanwhile was not meant. */
  | { readonly ask: 'accept-key'; readonly name: UserName; readonly key: IdentityKey }
  | { readonly ask: 'verified'; readonly name: UserName; readonly verified: boolean; readonly key: IdentityKey }
  | { readonly ask: 'blocked'; readonly name: UserName; readonly blocked: boolean }
  /** `id`: of the request; what came of it is told under it. */
  | { readonly ask: 'recovery'; readonly id: string; readonly key: string; readonly endorsement: string }

/** What tabs of one person say to each other. A request is answered by the leader, if there is one. */
export type TabMessage =
  | { readonly tab: 'change'; readonly change: Change }
  | { readonly tab: 'hello' }
  /** Another tab leads now; who led before may not have told all that it stored. */
  | { readonly tab: 'reload' }
  /** This tab has made new keys; who has opened the old ones opens these. */
  | { readonly tab: 'renewed' }
  | { readonly tab: 'request'; readonly id: string; readonly request: LeaderRequest }
  /** The leader has taken the request. */
  | { readonly tab: 'taken'; readonly id: string }
  /** What came of a request to set a recovery phrase. */
  | { readonly tab: 'recovery'; readonly id: string; readonly outcome: RecoveryOutcome }
