import { bytesToText, textToBytes } from '../../protocol/bytes.ts'
import { isWeakKey } from '../../protocol/identity-key.ts'
import { createPromiseCache } from './promise-cache.ts'
import { tryAgain } from './try-again.ts'

/** For WebCrypto. The object form: older Firefox refuses the bare string. */
export const ED25519 = { name: 'Ed25519' } as const

/** Imported public keys kept; a busy room has this many speakers at a time. */
const KEYS_KEPT = 1024

/** A new key pair (RFC 8032 §5.1.5) whose private half the browser uses but never shows, unless it is `extractable`. */
export async function generateSigningPair(extractable: boolean): Promise<CryptoKeyPair> {
  return await tryAgain(() => crypto.subtle.generateKey(ED25519, extractable, ['sign', 'verify']))
}

/** The 32 bytes of a public key, Ed25519 or X25519. */
export async function publicKeyBytes(publicKey: CryptoKey): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.exportKey('raw', publicKey))
}

/** A signature in base64url (RFC 8032 §5.1.6). */
export async function sign(privateKey: CryptoKey, statement: Uint8Array<ArrayBuffer>): Promise<string> {
  return bytesToText(new Uint8Array(await crypto.subtle.sign(ED25519, privateKey, statement)))
}

async function importPublicKey(key: string): Promise<CryptoKey> {
  const bytes = textToBytes(key)
  if (bytes.length !== 32 || isWeakKey(bytes)) throw new Error('not an acceptable Ed25519 public key')
  return await crypto.subtle.importKey('raw', bytes, ED25519, false, ['verify'])
}

/** Whether `signature` is that of `key` over `statement`; key and signature in base64url. Never rejects. */
export type Verify = (key: string, statement: Uint8Array<ArrayBuffer>, signature: string) => Promise<boolean>

/** Verification (RFC 8032 §5.1.7) that remembers imported keys. Weak keys verify nothing: under them one signature fits all. */
export function createVerify(): Verify {
  const keyByText = createPromiseCache(KEYS_KEPT, importPublicKey)
  return async (key, statement, signature) => {
    try {
      return await crypto.subtle.verify(ED25519, await keyByText(key), textToBytes(signature), statement)
    } catch {
      return false
    }
  }
}
