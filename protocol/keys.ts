import * as v from 'valibot'
import { IdentityKey, SigningKey } from './identity-key.ts'
import { Bytes32, Signature, Uint32 } from './ids.ts'
import { LIMITS } from './limits.ts'
import { UserName } from './names.ts'

/** An X25519 public key that receives mail, signed by the identity key over `prekeyStatement`. */
export const Prekey = v.object({ id: Uint32, key: Bytes32, signature: Signature })
export type Prekey = v.InferOutput<typeof Prekey>

/** A recovery key and the identity key's signature over `recoveryStatement`. */
export const Recovery = v.object({ key: SigningKey, endorsement: Signature })
export type Recovery = v.InferOutput<typeof Recovery>

/** One recovery of a name: `from` endorsed the recovery key, and that key signed `successionStatement` for `to`. */
export const Succession = v.object({
  from: IdentityKey,
  recovery: Recovery,
  to: IdentityKey,
  signature: Signature,
})
export type Succession = v.InferOutput<typeof Succession>

/** Everything needed to write to somebody. Believe nothing in it before checking its signatures. */
export const Bundle = v.object({
  name: UserName,
  identityKey: IdentityKey,
  prekey: Prekey,
  recovery: v.nullable(Recovery),
  /** The newest recoveries of this name, at most 50, oldest first. They lead from each older identity key to the present one. */
  lineage: v.array(Succession),
})
export type Bundle = v.InferOutput<typeof Bundle>

/** A client wants to write to these people or to verify what they wrote. */
export const BundleFetch = v.object({
  names: v.pipe(v.array(UserName), v.minLength(1), v.maxLength(LIMITS.bundleNames)),
})
/** The bundles of those who exist, in no particular order; of who recovered the name before version 6, from the next sign-in on. */
export const Bundles = v.object({ bundles: v.array(Bundle) })

/** A client asks whether it may destroy the private halves of this prekey and all older ones. */
export const PrekeyRetire = v.object({ id: Uint32 })
/** True when a newer prekey is current and no stored mail is sealed to this one or an older one. */
export const PrekeyRetired = v.object({ retired: v.boolean() })
