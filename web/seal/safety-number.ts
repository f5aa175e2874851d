import { concatBytes, textToBytes } from '../../protocol/bytes.ts'
import type { IdentityKey } from '../../protocol/identity-key.ts'
import type { UserName } from '../../protocol/names.ts'
import { tuple } from '../../protocol/tuple.ts'

/** Makes a search for a key with a similar number as slow as Signal's numeric fingerprint, whose shape this follows. */
const ITERATIONS = 5200
const GROUPS = 6

/** Somebody's name and key. */
export interface Party {
  readonly name: UserName
  readonly identityKey: IdentityKey
}

/** Five bytes, big-endian, modulo 100,000, as five digits. */
function digits(bytes: Uint8Array): string {
  return String(bytes.reduce((sum, byte) => sum * 256 + byte, 0) % 100_000).padStart(5, '0')
}

/** One party's 30 digits: hash(i) = SHA-512(hash(i−1) | key), from the tuple ("vc/safety/v1", key, name); 6 × 5 bytes of it. */
export async function partyDigits(party: Party): Promise<string> {
  const key = textToBytes(party.identityKey)
  let hash: Uint8Array<ArrayBuffer> = tuple('vc/safety/v1', key, party.name)
  for (let round = 0; round < ITERATIONS; round++) {
    hash = new Uint8Array(await crypto.subtle.digest('SHA-512', concatBytes(hash, key)))
  }
  return Array.from({ length: GROUPS }, (_, group) => digits(hash.subarray(group * 5, group * 5 + 5))).join('')
}

/** 60 digits, the same whoever computes them: the smaller half first. */
export function joinDigits(one: string, other: string): string {
  return [one, other].toSorted().join('')
}
