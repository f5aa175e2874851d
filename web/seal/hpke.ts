import { Aes128Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core'
import { textToBytes } from '../../protocol/bytes.ts'
import type { IdentityKey } from '../../protocol/identity-key.ts'
import { tuple } from '../../protocol/tuple.ts'

/** RFC 9180: base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM; single-shot, so a nonce never repeats. */
export const suite = new CipherSuite({
  kem: new DhkemX25519HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes128Gcm(),
})

/** The `info` of the key schedule (RFC 9180 §5.1): an envelope opens only between the two identities it was made for. */
export function mailInfo(of: { from: IdentityKey; to: IdentityKey }): Uint8Array<ArrayBuffer> {
  return tuple('vc/mail/v1', textToBytes(of.from), textToBytes(of.to))
}
