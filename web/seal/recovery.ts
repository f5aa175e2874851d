import { bytesToText, concatBytes, textToBytes } from '../../protocol/bytes.ts'
import type { IdentityKey } from '../../protocol/identity-key.ts'
import type { Recovery } from '../../protocol/keys.ts'
import type { UserName } from '../../protocol/names.ts'
import { recoveryStatement, successionStatement } from '../../protocol/statements.ts'
import type { Sealer } from '../chat/ports/sealer.ts'
import { ED25519, generateSigningPair, sign, type Verify } from './ed25519.ts'
import { parsePhrase, seedToPhrase } from './phrase.ts'

/** PrivateKeyInfo of an Ed25519 seed up to the seed itself (RFC 8410 §7). */
const PKCS8_PREFIX = Uint8Array.from([
  0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
])

/**
 * The phrase is the seed of a recovery key (RFC 8032 §5.1.5), nothing derived from it. A derived seed would need its public
 * half computed, and Firefox refuses to tell the public half of an imported key (bugzilla 1932396); of a generated one it
 * tells. Nothing is lost: the words are always made here, from 256 random bits, and wallets stretch theirs by PBKDF2 first,
 * so that the same words elsewhere are another key.
 */
async function createKey(): Promise<{ phrase: string; publicKey: string }> {
  const { privateKey } = await generateSigningPair(true)
  const { d, x } = await crypto.subtle.exportKey('jwk', privateKey)
  if (d === undefined || x === undefined) throw new Error('the key was not exported whole')
  return { phrase: seedToPhrase(textToBytes(d)), publicKey: x }
}

/** The public half of a phrase that was not made in this page. Rejects in browsers that cannot tell it. */
async function seedToPublicKey(seed: Uint8Array<ArrayBuffer>): Promise<string> {
  const privateKey = await crypto.subtle.importKey('pkcs8', concatBytes(PKCS8_PREFIX, seed), ED25519, true, ['sign'])
  const { x } = await crypto.subtle.exportKey('jwk', privateKey)
  if (x === undefined) throw new Error('the key was not exported whole')
  return x
}

/** Signs by phrase; undefined when the phrase is not that of `publicKey`, which some browsers tell only by the signature. */
async function signByPhrase(
  seed: Uint8Array<ArrayBuffer>,
  publicKey: string,
  statement: Uint8Array<ArrayBuffer>,
  verify: Verify,
): Promise<string | undefined> {
  const jwk = { kty: 'OKP', crv: 'Ed25519', d: bytesToText(seed), x: publicKey }
  try {
    const signature = await sign(await crypto.subtle.importKey('jwk', jwk, ED25519, false, ['sign']), statement)
    return (await verify(publicKey, statement, signature)) ? signature : undefined
  } catch {
    return undefined
  }
}

/** The part of a sealer that has to do with recovery. */
export type RecoveryKeys = Pick<Sealer, 'createPhrase' | 'phraseProblem' | 'endorseRecovery' | 'succeed'>

/** Recovery for the holder of one identity key; `sign` signs with it. */
export function createRecoveryKeys(of: {
  name: UserName
  identityKey: IdentityKey
  sign: (statement: Uint8Array<ArrayBuffer>) => Promise<string>
  verify: Verify
}): RecoveryKeys {
  const { name, identityKey, verify } = of
  let created: { phrase: string; publicKey: string } | undefined

  async function endorse(key: string): Promise<Recovery> {
    return { key, endorsement: await of.sign(recoveryStatement({ name, recoveryKey: key })) }
  }

  return {
    createPhrase: async () => {
      created = await createKey()
      return created.phrase
    },
    phraseProblem: async (typed) => {
      const parsed = parsePhrase(typed)
      return parsed.ok ? undefined : parsed.problem
    },
    endorseRecovery: async (typed) => {
      const parsed = parsePhrase(typed)
      if (!parsed.ok) throw new Error('not a recovery phrase')
      return await endorse(created?.phrase === parsed.phrase ? created.publicKey : await seedToPublicKey(parsed.seed))
    },
    succeed: async (typed, lost) => {
      const parsed = parsePhrase(typed)
      if (!parsed.ok) return undefined
      const { key, endorsement } = lost.recovery
      const isEndorsed = await verify(lost.identityKey, recoveryStatement({ name, recoveryKey: key }), endorsement)
      const statement = successionStatement({ name, from: lost.identityKey, to: identityKey })
      const signature = isEndorsed ? await signByPhrase(parsed.seed, key, statement, verify) : undefined
      if (signature === undefined) return undefined
      const next = await endorse(key)
      return {
        succession: { from: lost.identityKey, recovery: lost.recovery, to: identityKey, signature },
        nextEndorsement: next.endorsement,
      }
    },
  }
}
