import { webcrypto } from 'node:crypto'
import { textToBytes } from '../protocol/bytes.ts'
import { digestToDeviceId, type DeviceId, type IdentityKey } from '../protocol/identity-key.ts'

/** Signatures and device ids; a port so that the simulator may use a cheap one. */
export interface Verifier {
  /** Whether `signature` is the Ed25519 signature of `statement` under `key` (both base64url). */
  verify(of: { key: string; signature: string; statement: Uint8Array<ArrayBuffer> }): Promise<boolean>
  deviceOf(key: IdentityKey): Promise<DeviceId>
}

/** Imported keys that are kept; a post to Everyone is verified with the same few keys again and again. */
const CACHED_KEYS = 2000

/** The verifier over WebCrypto, which works outside the event loop. */
export function createWebCryptoVerifier(): Verifier {
  const keys = new Map<string, webcrypto.CryptoKey>()
  const importKey = async (text: string) => {
    const known = keys.get(text)
    if (known) return known
    const key = await webcrypto.subtle.importKey('raw', textToBytes(text), 'Ed25519', false, ['verify'])
    if (keys.size >= CACHED_KEYS) keys.clear()
    keys.set(text, key)
    return key
  }
  return {
    async verify({ key, signature, statement }) {
      try {
        return await webcrypto.subtle.verify('Ed25519', await importKey(key), textToBytes(signature), statement)
      } catch {
        // A key that cannot be imported has signed nothing.
        return false
      }
    },
    deviceOf: async (key) =>
      digestToDeviceId(new Uint8Array(await webcrypto.subtle.digest('SHA-256', textToBytes(key)))),
  }
}
