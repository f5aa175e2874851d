import * as v from 'valibot'
import { DeviceId } from './identity-key.ts'
import { Position, WallTime } from './ids.ts'
import { UserName } from './names.ts'

/** Somebody who has ever registered. Of two entries with the same name, the one with the greater revision is newer. */
export const RosterEntry = v.object({
  name: UserName,
  device: DeviceId,
  online: v.boolean(),
  /** When the last session ended; while online, when it began. */
  lastSeen: WallTime,
  revision: Position,
})
export type RosterEntry = v.InferOutput<typeof RosterEntry>

/** A page of the roster in order of name. For the following page pass `next` as `after`; it is null at the end. */
export const RosterPage = v.object({ entries: v.array(RosterEntry), next: v.nullable(UserName) })
export type RosterPage = v.InferOutput<typeof RosterPage>

/** A client wants the page of the roster that begins after this name. */
export const RosterList = v.object({ after: UserName })

/** Who came, went or registered since the last tick. */
export const PresenceChanged = v.object({ entries: v.array(RosterEntry) })

const Conversation = v.union([UserName, v.literal('everyone')])

/** The client's user types to a peer, or to Everyone. Volatile: never stored, and no answer need be asked for. */
export const TypingSend = v.object({ to: Conversation })
/** The same, stamped by the server. */
export const TypingReceived = v.object({ from: UserName, to: Conversation })

/** A client refuses, or takes again, this person's mail, signals and direct typing. */
export const BlockSet = v.object({ name: UserName, blocked: v.boolean() })
