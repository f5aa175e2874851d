import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto'
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

function importKey(text: string): KeyObject {
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: text }, format: 'jwk' })
}

/**
 * The verifier over Node's own crypto: WebCrypto's promises cost a third more. The first signature of a loop turn is
 * verified at once (0.1 ms), which spares a lone post two changes of thread; the others of a burst go to the pool.
 */
export function createNodeVerifier(): Verifier {
  const keys = new Map<string, KeyObject>()
  let isTurnTaken = false
  const keyOf = (text: string): KeyObject => {
    const known = keys.get(text)
    if (known) return known
    const key = importKey(text)
    if (keys.size >= CACHED_KEYS) keys.clear()
    keys.set(text, key)
    return key
  }
  const freeTurn = () => {
    isTurnTaken = false
  }
  return {
    async verify({ key, signature, statement }) {
      try {
        const [imported, bytes] = [keyOf(key), textToBytes(signature)]
        if (!isTurnTaken) {
          isTurnTaken = true
          setImmediate(freeTurn)
          return verify(null, statement, imported, bytes)
        }
        return await new Promise<boolean>((resolve) => {
          verify(null, statement, imported, bytes, (error, isGood) => resolve(!error && isGood))
        })
      } catch {
        // A key that cannot be imported has signed nothing.
        return false
      }
    },
    deviceOf: async (key) => digestToDeviceId(createHash('sha256').update(textToBytes(key)).digest()),
  }
}
