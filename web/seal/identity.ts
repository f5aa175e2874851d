import * as v from 'valibot'
import { bytesToText } from '../../protocol/bytes.ts'
import { IdentityKey } from '../../protocol/identity-key.ts'
import { generateSigningPair, publicKeyBytes } from './ed25519.ts'
import type { IdentityRecord, KeyStore } from './key-store.ts'

/** The key that a person signs with. */
export interface Identity {
  readonly privateKey: CryptoKey
  readonly identityKey: IdentityKey
}

async function generateIdentity(): Promise<IdentityRecord> {
  const pair = await generateSigningPair(false)
  return { privateKey: pair.privateKey, publicKey: await publicKeyBytes(pair.publicKey) }
}

/** The identity of this browser's owner, made at first use. Two tabs that both make one agree on the one stored first. */
export async function loadIdentity(keyStore: KeyStore): Promise<Identity> {
  const record = (await keyStore.identity()) ?? (await keyStore.addIdentity(await generateIdentity()))
  return { privateKey: record.privateKey, identityKey: v.parse(IdentityKey, bytesToText(record.publicKey)) }
}
