import { webcrypto } from 'node:crypto'
import * as v from 'valibot'
import { bytesToText, concatBytes } from '../../protocol/bytes.ts'
import { outerToBytes, type Outer } from '../../protocol/envelope.ts'
import { digestToDeviceId, IdentityKey, type DeviceId } from '../../protocol/identity-key.ts'
import type { GroupPost } from '../../protocol/group.ts'
import type { Prekey } from '../../protocol/keys.ts'
import type { SignIn } from '../../protocol/session.ts'
import { authStatement, postStatement, prekeyStatement } from '../../protocol/statements.ts'
import { PROTOCOL_VERSION } from '../../protocol/version.ts'
import { bytes32, messageId, userName } from './fixtures.ts'

/** Somebody with real keys, to sign in with in tests and benchmarks. */
export interface Person {
  readonly name: ReturnType<typeof userName>
  readonly identityKey: IdentityKey
  readonly device: DeviceId
  sign(statement: Uint8Array<ArrayBuffer>): Promise<string>
  prekey(id?: number): Promise<Prekey>
  /** The payload of a sign-in. */
  signIn(challenge: { nonce: string; origin: string; prekeyId?: number }): Promise<SignIn>
  post(id: string | number, text?: string): Promise<GroupPost>
}

/** Makes a key pair for a name. */
export async function createPerson(text: string): Promise<Person> {
  const name = userName(text)
  const pair = await webcrypto.subtle.generateKey('Ed25519', false, ['sign', 'verify'])
  if (!('privateKey' in pair)) throw new Error('expected a key pair')
  const publicKey = new Uint8Array(await webcrypto.subtle.exportKey('raw', pair.publicKey))
  const identityKey = v.parse(IdentityKey, bytesToText(publicKey))
  const device = digestToDeviceId(new Uint8Array(await webcrypto.subtle.digest('SHA-256', publicKey)))
  const sign = async (statement: Uint8Array<ArrayBuffer>) =>
    bytesToText(new Uint8Array(await webcrypto.subtle.sign('Ed25519', pair.privateKey, statement)))
  const prekey = async (id = 1): Promise<Prekey> => {
    const key = bytes32(`prekey ${text} ${id}`)
    return { id, key, signature: await sign(prekeyStatement({ name, id, key })) }
  }
  return {
    name,
    identityKey,
    device,
    sign,
    prekey,
    signIn: async ({ nonce, origin, prekeyId }) => ({
      protocolVersion: PROTOCOL_VERSION,
      name,
      identityKey,
      prekey: await prekey(prekeyId),
      signature: await sign(authStatement({ origin, name, nonce })),
    }),
    async post(id, words = `post ${id}`) {
      const post = { id: messageId(id), seq: 1, sentAt: 1, text: words }
      return { ...post, signature: await sign(postStatement({ ...post, from: name, identityKey })) }
    },
  }
}

/** Bytes that the server takes for an envelope; nobody can open them. */
export function envelopeOf(outer: Outer, length = 422): Uint8Array<ArrayBuffer> {
  const header = outerToBytes(outer)
  return concatBytes(header, new Uint8Array(Math.max(208, length - header.length)))
}
