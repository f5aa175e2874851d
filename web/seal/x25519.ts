import { textToBytes } from '../../protocol/bytes.ts'
import type { StoredPrivateKey } from './key-store.ts'
import { tryAgain } from './try-again.ts'

const X25519 = { name: 'X25519' } as const
const WRAP = { name: 'AES-KW', length: 256 } as const

/** A new pair (RFC 7748 §6.1); the private half is not extractable unless it has to be wrapped. */
export async function generatePrekeyPair(extractable = false): Promise<CryptoKeyPair> {
  const pair = await tryAgain(() => crypto.subtle.generateKey(X25519, extractable, ['deriveBits']))
  if (!('privateKey' in pair)) throw new Error('X25519 gave no pair')
  return pair
}

/** A new prekey whose private half this browser can read again after it was stored. */
export async function generateStoredPrekey(): Promise<{ publicKey: CryptoKey; privateKey: StoredPrivateKey }> {
  const pair = await generatePrekeyPair()
  if (isCloneable(pair.privateKey)) return pair
  const { publicKey, privateKey } = await generatePrekeyPair(true)
  const wrappedBy = await crypto.subtle.generateKey(WRAP, false, ['wrapKey', 'unwrapKey'])
  return {
    publicKey,
    privateKey: { wrappedBy, wrapped: await crypto.subtle.wrapKey('pkcs8', privateKey, wrappedBy, WRAP) },
  }
}

/** The private half of a stored prekey, not extractable. */
export async function storedToPrivateKey(stored: StoredPrivateKey): Promise<CryptoKey> {
  if (!('wrapped' in stored)) return stored
  const { wrapped, wrappedBy } = stored
  return await crypto.subtle.unwrapKey('pkcs8', wrapped, wrappedBy, WRAP, X25519, false, ['deriveBits'])
}

/** WebKit writes an X25519 key into IndexedDB and reads null; what it uses for both says so at once. */
function isCloneable(key: CryptoKey): boolean {
  try {
    structuredClone(key)
    return true
  } catch {
    return false
  }
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
