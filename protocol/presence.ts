import * as v from 'valibot'
import { DeviceId } from './identity-key.ts'
import { Position, WallTime } from './ids.ts'
import { UserName } from './names.ts'

/** Somebody who ever registered. Of two entries with one name the greater revision is newer. */
export const RosterEntry = v.object({
  name: UserName,
  device: DeviceId,
  online: v.boolean(),
  /** When the last session ended; while online, when it began. */
  lastSeen: WallTime,
  revision: Position,
})
export type RosterEntry = v.InferOutput<typeof RosterEntry>

/** A page of the roster in order of name; `next` is what to pass as `after` for the following page, null at the end. */
export const RosterPage = v.object({ entries: v.array(RosterEntry), next: v.nullable(UserName) })
export type RosterPage = v.InferOutput<typeof RosterPage>

/** A client wants the roster page behind this name. */
export const RosterList = v.object({ after: UserName })

/** Who came, went or registered since the last tick. */
export const PresenceChanged = v.object({ entries: v.array(RosterEntry) })

/** Somebody is typing to the client, or to Everyone. Volatile: never stored, never acked. */
export const TypingSend = v.object({ to: v.union([UserName, v.literal('everyone')]) })
/** The same, stamped by the server. */
export const TypingReceived = v.object({ from: UserName, to: v.union([UserName, v.literal('everyone')]) })

/** A client refuses, or takes again, everything that this person sends to it. */
export const BlockSet = v.object({ name: UserName, blocked: v.boolean() })
