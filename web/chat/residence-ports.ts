import type { Recovery } from '../../protocol/keys.ts'
import type { UserName } from '../../protocol/names.ts'
import type { Change, LeaderRequest } from './change.ts'
import type { RecoveryOutcome, SessionView } from './chat-view.ts'
import type { Message } from './messages.ts'
import type { NoteChange } from './note-change.ts'
import type { Resident } from './ports/resident.ts'
import type { Heard } from './tab-message.ts'
import type { Views } from './views.ts'

/** Who moves in, and whom it tells. */
export interface ResidencePorts {
  readonly name: UserName
  readonly server: string
  session(): SessionView
  /** What other tabs said while this one was reading storage. */
  readonly early: readonly Heard[]
  broken(error: unknown): void
  /** Whether the tab that leads does not answer what the person asks. */
  unanswered(is: boolean): void
  /** Another tab has made new keys. */
  renewed(): void
}

/** One person in this tab, as the leader of the person's tabs or as a follower. */
export interface Residence {
  readonly name: UserName
  readonly server: string
  readonly resident: Resident
  readonly views: Views
  /** Takes part in the session: leads if no other tab does. `persistent`: an unreachable server is waited for. */
  join(persistent: boolean): void
  leads(): boolean
  /** How it takes part in the session; undefined when it does not. */
  part(): { readonly persistent: boolean } | undefined
  /** Shows a change here and in the other tabs. */
  publish(change: Change): void
  /** Shows own messages that are stored, and has them sent. */
  send(messages: readonly Message[]): void
  /** Asks the leader, which may be this tab. */
  ask(request: LeaderRequest): void
  setRecovery(recovery: Recovery): Promise<RecoveryOutcome>
  saveNote(change: NoteChange): void
  wake(): void
  /** Storage was closed for this tab, not for the others: one of them leads from now on, and this one until it joins again does not. */
  standAside(): void
  close(): void
}
