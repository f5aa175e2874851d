import { createHash } from 'node:crypto'
import * as v from 'valibot'
import { bytesToText } from '../../protocol/bytes.ts'
import { digestToDeviceId, IdentityKey, isWeakKey, type DeviceId } from '../../protocol/identity-key.ts'
import { bytesToMessageId, type MessageId } from '../../protocol/ids.ts'
import type { GroupPost } from '../../protocol/group.ts'
import type { Prekey } from '../../protocol/keys.ts'
import { UserName } from '../../protocol/names.ts'

// Values of the right shape for tests that check no signature. The same seed gives the same value.

function seeded(seed: string, length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  for (let at = 0; at < length; at += 32) {
    bytes.set(
      createHash('sha256')
        .update(`${seed}/${at}`)
        .digest()
        .subarray(0, Math.min(32, length - at)),
      at,
    )
  }
  return bytes
}

/** A user name. */
export function userName(text: string): UserName {
  return v.parse(UserName, text)
}

/** A public key nobody has the private half of. */
export function identityKeyOf(seed: string): IdentityKey {
  const key = seeded(`identity ${seed}`, 32)
  return isWeakKey(key) ? identityKeyOf(`${seed}+`) : v.parse(IdentityKey, bytesToText(key))
}

/** A device id. */
export function deviceOf(seed: string): DeviceId {
  return digestToDeviceId(seeded(`device ${seed}`, 32))
}

/** A message id. */
export function messageId(seed: string | number): MessageId {
  return bytesToMessageId(seeded(`message ${seed}`, 16))
}

/** 32 bytes as text. */
export function bytes32(seed: string): string {
  return bytesToText(seeded(`bytes ${seed}`, 32))
}

/** 64 bytes as text, in the place of a signature. */
export function signatureText(seed: string): string {
  return bytesToText(seeded(`signature ${seed}`, 64))
}

/** A prekey. */
export function prekeyOf(seed: string, id = 1): Prekey {
  return { id, key: bytes32(`prekey ${seed} ${id}`), signature: signatureText(`prekey ${seed} ${id}`) }
}

/** A post to Everyone. */
export function postOf(seed: string | number, text = `post ${seed}`): GroupPost {
  return { id: messageId(seed), seq: 1, sentAt: 1, text, signature: signatureText(String(seed)) }
}
