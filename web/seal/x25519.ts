import { textToBytes } from '../../protocol/bytes.ts'

const X25519 = { name: 'X25519' } as const

/** A new prekey pair (RFC 7748 §6.1); the private half is not extractable. */
export async function generatePrekeyPair(): Promise<CryptoKeyPair> {
  const pair = await crypto.subtle.generateKey(X25519, false, ['deriveBits'])
  if (!('privateKey' in pair)) throw new Error('X25519 gave no pair')
  return pair
}

/** A public key as HPKE wants it: extractable, because the encapsulation hashes its bytes (RFC 9180 §4.1). */
export async function importPrekey(bytes: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  return await crypto.subtle.importKey('raw', bytes, X25519, true, [])
}

/**
 * Imports other people's prekeys, in base64url. Rejects those of small order: WebCrypto refuses their all-zero shared
 * secret (RFC 7748 §6.1), so one trial agreement with a key of our own tells.
 */
export function createPrekeyImport(): (prekey: string) => Promise<CryptoKey> {
  let probe: Promise<CryptoKeyPair> | undefined
  return async (prekey) => {
    const publicKey = await importPrekey(textToBytes(prekey))
    probe ??= generatePrekeyPair()
    await crypto.subtle.deriveBits({ ...X25519, public: publicKey }, (await probe).privateKey, 256)
    return publicKey
  }
}
