import { textToBytes } from './bytes.ts'
import type { IdentityKey } from './identity-key.ts'
import type { LinkId, MessageId } from './ids.ts'
import { tuple } from './tuple.ts'
import type { UserName } from './names.ts'

// What each Ed25519 signature of the protocol says. Signer and verifier build the bytes with the same function.

/** Sign-in: "I hold the key of this name, on this server, now". `origin` is the server address the client dialled. */
export function authStatement(of: { origin: string; name: UserName; nonce: string }) {
  return tuple('vc/auth/v1', of.origin, of.name, textToBytes(of.nonce))
}

/** "This X25519 key receives my mail". */
export function prekeyStatement(of: { name: UserName; id: number; key: string }) {
  return tuple('vc/prekey/v1', of.name, of.id, textToBytes(of.key))
}

/** Signed inside every envelope. Binds the content, both identity keys, the prekey and the outer header. */
export function mailStatement(of: {
  from: IdentityKey
  to: IdentityKey
  prekey: string
  outer: Uint8Array
  body: Uint8Array
}) {
  return tuple('vc/mail/v1', textToBytes(of.from), textToBytes(of.to), textToBytes(of.prekey), of.outer, of.body)
}

/** A post to Everyone. */
export function postStatement(of: {
  from: UserName
  identityKey: IdentityKey
  id: MessageId
  seq: number
  sentAt: number
  text: string
}) {
  return tuple('vc/post/v1', of.from, textToBytes(of.identityKey), textToBytes(of.id), of.seq, of.sentAt, of.text)
}

/** A signal of the WebRTC handshake; `fingerprints` are the normalised `a=fingerprint` values of the SDP, sorted. */
export function signalStatement(of: {
  from: IdentityKey
  to: IdentityKey
  linkId: LinkId
  type: string
  fingerprints: readonly string[]
}) {
  return tuple(
    'vc/dtls/v1',
    textToBytes(of.from),
    textToBytes(of.to),
    textToBytes(of.linkId),
    of.type,
    ...of.fingerprints,
  )
}

/** Signed by the identity key: "whoever holds this recovery key may name my successor". */
export function recoveryStatement(of: { name: UserName; recoveryKey: string }) {
  return tuple('vc/recovery/v1', of.name, textToBytes(of.recoveryKey))
}

/** Signed by the recovery key: "this identity key succeeds that one". */
export function successionStatement(of: { name: UserName; from: IdentityKey; to: IdentityKey }) {
  return tuple('vc/succession/v1', of.name, textToBytes(of.from), textToBytes(of.to))
}

/** Hashed, not signed. Only someone who opened the envelope knows the token, so the hash proves delivery. */
export function receiptStatement(of: { token: Uint8Array; id: MessageId }) {
  return tuple('vc/receipt/v1', of.token, textToBytes(of.id))
}
