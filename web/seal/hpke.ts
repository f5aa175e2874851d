import { Aes128Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core'
import { textToBytes } from '../../protocol/bytes.ts'
import type { IdentityKey } from '../../protocol/identity-key.ts'
import { tuple } from '../../protocol/tuple.ts'
import { createPromiseCache } from './promise-cache.ts'

/** Hashes kept: that of each `info`, which is one for two people and a direction, and that of no PSK. */
const HASHES_KEPT = 256

type Bytes = ArrayBufferLike | ArrayBufferView

/** A copy, in memory as WebCrypto takes it. */
function copyBytes(bytes: Bytes): Uint8Array<ArrayBuffer> {
  const view = ArrayBuffer.isView(bytes)
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : new Uint8Array(bytes)
  return new Uint8Array(view)
}

const bytesToKey = (bytes: Uint8Array) => String.fromCharCode(...bytes)
const keyToBytes = (key: string) => Uint8Array.from(key, (character) => character.charCodeAt(0))

/**
 * The KDF of the key schedule (RFC 9180 §5.1), which keeps what is the same in each envelope for somebody: the hashes of
 * PSK and `info`, and the imported PSK, which in base mode is none. Of 18 calls of WebCrypto an envelope these are 7,
 * and a third of its time. Nothing that is secret in base mode is kept.
 */
class KeptKdf extends HkdfSha256 {
  readonly #hash = createPromiseCache(HASHES_KEPT, (ikm) => super.extract(new ArrayBuffer(0), keyToBytes(ikm)))
  readonly #psk = createPromiseCache(1, (ikm) =>
    crypto.subtle.importKey('raw', keyToBytes(ikm), 'HKDF', false, ['deriveBits']),
  )

  /** `salt` is empty: the key schedule has no other. */
  override async extract(salt: Bytes, ikm: Bytes): Promise<ArrayBuffer> {
    return salt.byteLength === 0 ? await this.#hash(bytesToKey(copyBytes(ikm))) : await super.extract(salt, ikm)
  }

  /** `salt` is the shared secret, `ikm` the PSK. */
  override async extractAndExpand(salt: Bytes, ikm: Bytes, info: Bytes, length: number): Promise<ArrayBuffer> {
    const psk = await this.#psk(bytesToKey(copyBytes(ikm)))
    const algorithm = { name: 'HKDF', hash: 'SHA-256', salt: copyBytes(salt), info: copyBytes(info) }
    return await crypto.subtle.deriveBits(algorithm, psk, length * 8)
  }
}

/** RFC 9180: base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM; single-shot, so a nonce never repeats. */
export const suite = new CipherSuite({
  kem: new DhkemX25519HkdfSha256(),
  kdf: new KeptKdf(),
  aead: new Aes128Gcm(),
})

/** The `info` of the key schedule (RFC 9180 §5.1): an envelope opens only between the two identities it was made for. */
export function mailInfo(of: { from: IdentityKey; to: IdentityKey }): Uint8Array<ArrayBuffer> {
  return tuple('vc/mail/v1', textToBytes(of.from), textToBytes(of.to))
}
