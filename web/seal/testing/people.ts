import * as v from 'valibot'
import { bytesToText, textToBytes } from '../../../protocol/bytes.ts'
import { envelopeToOuter, type Outer } from '../../../protocol/envelope.ts'
import type { IdentityKey } from '../../../protocol/identity-key.ts'
import type { Bundle } from '../../../protocol/keys.ts'
import { bytesToLinkId, bytesToMessageId } from '../../../protocol/ids.ts'
import { UserName } from '../../../protocol/names.ts'
import type { OpenResult, Plain, Sealer } from '../../chat/ports/sealer.ts'
import type { KeyStore } from '../key-store.ts'
import { createSealer } from '../sealer.ts'
import { createMemoryKeyStore } from './memory-key-store.ts'

/** A sealer with its store and the bundle that a server would hand out. */
export interface TestPerson {
  readonly name: UserName
  readonly keyStore: KeyStore
  readonly sealer: Sealer
  readonly bundle: Bundle
}

/** Somebody with fresh keys in memory. */
export async function createPerson(named: string, wallTime = () => 0): Promise<TestPerson> {
  const name = v.parse(UserName, named)
  const keyStore = createMemoryKeyStore()
  const sealer = await createSealer({ keyStore, name, wallTime })
  const { prekey } = await sealer.currentPrekey(0)
  return {
    name,
    keyStore,
    sealer,
    bundle: { name, identityKey: sealer.identityKey, prekey, recovery: null, lineage: [] },
  }
}

/** A message id of 16 equal bytes. */
export const messageId = (byte: number) => bytesToMessageId(new Uint8Array(16).fill(byte))
/** A link id of 16 equal bytes. */
export const linkId = (byte: number) => bytesToLinkId(new Uint8Array(16).fill(byte))

/** A text message to seal. */
export function plainText(text: string): Plain {
  const receiptToken = bytesToText(new Uint8Array(16).fill(9))
  return { id: messageId(7), seq: 1, sentAt: 1_700_000_000_000, receiptToken, body: { type: 'text', text } }
}

/** The same base64url with one byte changed, once for each of its bytes. */
export function eachByteChanged(text: string): string[] {
  const bytes = textToBytes(text)
  return Array.from(bytes, (byte, index) => bytesToText(bytes.with(index, byte ^ 1)))
}

/** The outer header of what was just sealed. */
export function outerOf(envelope: Uint8Array): Outer {
  const outer = envelopeToOuter(envelope)
  if (!outer) throw new Error('no outer')
  return outer
}

/** Opens bytes as the inbox does: a header that cannot be read is a forgery. */
export async function openAt(person: TestPerson, envelope: Uint8Array, from: IdentityKey): Promise<OpenResult> {
  const outer = envelopeToOuter(envelope)
  return outer ? await person.sealer.open(envelope, outer, from) : { ok: false, reason: 'forged' }
}
