import * as v from 'valibot'
import { bytesToText } from '../protocol/bytes.ts'
import { DeviceId, IdentityKey, isWeakKey } from '../protocol/identity-key.ts'
import type { Verifier } from '../server/verifier.ts'
import type { Dice } from './dice.ts'

// Cheap keys, signatures and hashes of the right shape. Nobody in a history guesses them, so that is enough: what was
// signed by another key or over other bytes does not verify.

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** 53 bits that depend on every byte and on the key. */
function digest(key: string, bytes: Uint8Array): [number, number] {
  let a = 0x811c9dc5
  let b = 0x9747b28c
  for (let at = 0; at < key.length; at++) {
    a = Math.imul(a ^ key.charCodeAt(at), 0x01000193)
    b = Math.imul(b + key.charCodeAt(at), 0x85ebca6b)
  }
  for (let at = 0; at < bytes.length; at++) {
    a = Math.imul(a ^ (bytes[at] ?? 0), 0x01000193)
    b = Math.imul((b ^ (b >>> 13)) + (bytes[at] ?? 0), 0xc2b2ae35)
  }
  return [a >>> 0, (b ^ (b >>> 16)) >>> 0]
}

/** Canonical base64url of `length` bytes that depend on key and bytes. */
function digestText(key: string, bytes: Uint8Array, length: number): string {
  let [a, b] = digest(key, bytes)
  const spare = (length * 8) % 6
  const whole = Math.floor((length * 8) / 6)
  let text = ''
  for (let at = 0; at < whole; at++) {
    a = (Math.imul(a, 1664525) + b) >>> 0
    b = (b << 5) | (b >>> 27)
    text += ALPHABET[a >>> 26] ?? ''
  }
  return spare === 0 ? text : text + (ALPHABET[(a & ((1 << spare) - 1)) << (6 - spare)] ?? '')
}

/** 64 bytes as text: what the holder of the private half of `key` would sign. */
export function standInSignature(key: string, statement: Uint8Array): string {
  return digestText(`sign ${key}`, statement, 64)
}

/** 32 bytes as text. */
export function standInHash(purpose: string, bytes: Uint8Array): string {
  return digestText(`hash ${purpose}`, bytes, 32)
}

const NOTHING = new Uint8Array()
const devices = new Map<string, DeviceId>()

/** The device id of an identity key. */
export function standInDevice(key: string): DeviceId {
  const known = devices.get(key)
  if (known) return known
  if (devices.size > 1000) devices.clear()
  const device = v.parse(DeviceId, digestText(`device ${key}`, NOTHING, 16))
  devices.set(key, device)
  return device
}

/** A fresh identity key. */
export function standInIdentity(dice: Dice): IdentityKey {
  for (;;) {
    const bytes = dice.bytes(32)
    if (!isWeakKey(bytes)) return v.parse(IdentityKey, bytesToText(bytes))
  }
}

/** The server's half. */
export function createStandInVerifier(): Verifier {
  return {
    verify: async ({ key, signature, statement }) => signature === standInSignature(key, statement),
    deviceOf: async (key) => standInDevice(key),
  }
}
