import * as v from 'valibot'
import { IdentityKey } from './identity-key.ts'
import { Bytes32, Position, Signature, WallTime } from './ids.ts'
import { Prekey, Recovery, Succession } from './keys.ts'
import { LIMITS } from './limits.ts'
import { UserName } from './names.ts'
import { RosterPage } from './presence.ts'

/** The server's first event on every connection: a nonce to sign within 10 s, for a sign-in on this connection. */
export const Challenged = v.object({
  service: v.literal('virtual-chat'),
  protocolVersion: Position,
  nonce: Bytes32,
})
export type Challenged = v.InferOutput<typeof Challenged>

/** A client claims a name or comes back to one. `signature` is over `authStatement`. */
export const SignIn = v.object({
  protocolVersion: Position,
  name: UserName,
  identityKey: IdentityKey,
  prekey: Prekey,
  signature: Signature,
  /** For a name that is new, where the operator lets only those in who know it. */
  code: v.optional(v.pipe(v.string(), v.maxLength(LIMITS.code))),
})
export type SignIn = v.InferOutput<typeof SignIn>

/** An RTCIceServer, as the operator configured it. */
export const IceServer = v.object({
  urls: v.array(v.string()),
  username: v.optional(v.string()),
  credential: v.optional(v.string()),
})
export type IceServer = v.InferOutput<typeof IceServer>

/** With what direct links are looked for. */
export const IceServers = v.object({
  iceServers: v.array(IceServer),
  /** Milliseconds from now in which their credentials may be used; null: for ever. */
  iceLifetime: v.nullable(Position),
})
export type IceServers = v.InferOutput<typeof IceServers>

/** A client whose credentials are about to expire asks for fresh ones. `origin`: the one that it named in its signature. */
export const IceServersFetch = v.object({ origin: v.string() })

/** The server accepts a sign-in: what the client needs to draw its first screen and to catch up. */
export const Welcome = v.object({
  welcome: v.picklist(['first', 'back']),
  /** Counts this name's sign-ins; an older session of the same name is superseded. */
  fence: Position,
  serverTime: WallTime,
  roster: RosterPage,
  /** How many letters wait; they follow in `mail:arrived`. */
  mail: Position,
  /** Everyone: the newest post, and how far this member has acked. Fetch from the cursor. */
  group: v.object({ head: Position, cursor: Position }),
  /**
   * The next prekey of this name must have a greater id than this. It is above the id of the sign-in when the server
   * knows a newer prekey, or another key under the same id; others do not seal to the prekey of the sign-in then.
   */
  prekeyId: Position,
  /** Whether a recovery phrase was set. */
  recovery: v.boolean(),
  ...IceServers.entries,
})
export type Welcome = v.InferOutput<typeof Welcome>

/** A client that has only the recovery phrase asks which identity key it is to succeed. */
export const RecoveryBegin = v.object({ name: UserName })
/** The name's present identity key and the recovery it endorsed; the succession repeats that endorsement. */
export const RecoveryBegun = v.object({ identityKey: IdentityKey, recovery: Recovery })

/**
 * The owner of the recovery phrase replaces a lost identity key by a new one, and signs in with it afterwards. With a prekey:
 * what the lost key signed can be checked only by a bundle, and the sign-in may come late.
 */
export const RecoveryComplete = v.object({
  name: UserName,
  succession: Succession,
  nextEndorsement: Signature,
  prekey: Prekey,
})
export type RecoveryComplete = v.InferOutput<typeof RecoveryComplete>

/** A client signs out. `fence` tells the session's own request from a late one of an older session. */
export const SignOut = v.object({ fence: Position })

/** The server cuts a session because the same name signed in again or was recovered. */
export const Superseded = v.object({ fence: Position })

/** The server is shutting down; clients reconnect later. */
export const Stopping = v.object({})
