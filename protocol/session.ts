import * as v from 'valibot'
import { IdentityKey } from './identity-key.ts'
import { Bytes32, Position, Signature, WallTime } from './ids.ts'
import { Prekey, Recovery, Succession } from './keys.ts'
import { UserName } from './names.ts'
import { RosterPage } from './presence.ts'

/** First word of the server on every connection: sign this nonce within 10 s, here. */
export const Challenged = v.object({
  service: v.literal('virtual-chat'),
  protocolVersion: Position,
  nonce: Bytes32,
})
export type Challenged = v.InferOutput<typeof Challenged>

/** A client claims a name or returns to it. `signature` is over `authStatement`. */
export const SignIn = v.object({
  protocolVersion: Position,
  name: UserName,
  identityKey: IdentityKey,
  prekey: Prekey,
  signature: Signature,
})
export type SignIn = v.InferOutput<typeof SignIn>

/** An RTCIceServer, as the operator configured it. */
export const IceServer = v.object({
  urls: v.array(v.string()),
  username: v.optional(v.string()),
  credential: v.optional(v.string()),
})

/** The server accepts a sign-in: what the client needs to draw its first screen and to catch up. */
export const Welcome = v.object({
  welcome: v.picklist(['first', 'back']),
  /** Counts this name's sign-ins; an older session of the same name is superseded. */
  fence: Position,
  serverTime: WallTime,
  roster: RosterPage,
  /** Letters waiting; they follow in `mail:arrived`. */
  mail: Position,
  /** Everyone: the newest post, and how far this member has acked. Fetch from the cursor. */
  group: v.object({ head: Position, cursor: Position }),
  /**
   * The next prekey of this name must have a greater id. Above the id of the sign-in when a newer prekey is known, or one
   * with that id and another key: then others do not seal to the one that was signed in with.
   */
  prekeyId: Position,
  /** Whether a recovery phrase was set. */
  recovery: v.boolean(),
  iceServers: v.array(IceServer),
})
export type Welcome = v.InferOutput<typeof Welcome>

/** A client on another browser asks which key it is to succeed. */
export const RecoveryBegin = v.object({ name: UserName })
/** The key that the name has now and the recovery it endorsed, whose endorsement the succession repeats. */
export const RecoveryBegun = v.object({ identityKey: IdentityKey, recovery: Recovery })

/** The owner of the recovery phrase puts a new identity key in the place of a lost one; then signs in with it. */
export const RecoveryComplete = v.object({ name: UserName, succession: Succession, nextEndorsement: Signature })
export type RecoveryComplete = v.InferOutput<typeof RecoveryComplete>

/** A client signs out; `fence` tells a late request of an old session from a current one. */
export const SignOut = v.object({ fence: Position })

/** The server cuts a session because the same name signed in again. */
export const Superseded = v.object({ fence: Position })

/** The server is shutting down; clients reconnect later. */
export const Stopping = v.object({})
