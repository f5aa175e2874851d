import type { SenderContext } from '@hpke/core'
import { bytesEqual, bytesToText, concatBytes, textToBytes } from '../../protocol/bytes.ts'
import { ENCAPSULATION_LENGTH, OUTER_LENGTH, outerToBytes, type Outer } from '../../protocol/envelope.ts'
import type { IdentityKey } from '../../protocol/identity-key.ts'
import { mailStatement } from '../../protocol/statements.ts'
import { bytesToContent, contentToBytes, type Content } from './content.ts'
import type { Verify } from './ed25519.ts'
import { mailInfo, suite } from './hpke.ts'
import { pad, unpad } from './padding.ts'
import type { HeldPrekey } from './prekeys.ts'
import { tryAgain } from './try-again.ts'

const SIGNATURE_LENGTH = 64

/** The keys of two people and the recipient's prekey, which an envelope is made for. */
interface Addressed {
  readonly from: IdentityKey
  readonly to: IdentityKey
  readonly prekey: { readonly key: string; readonly publicKey: CryptoKey }
}

/** A key agreed on with the recipient's prekey. It seals one envelope: its nonce is the first. */
export function encapsulate(of: Addressed): Promise<SenderContext> {
  return tryAgain(() => suite.createSenderContext({ recipientPublicKey: of.prekey.publicKey, info: mailInfo(of) }))
}

/** outer 54 (the AAD) | encapsulated key 32 | AES-GCM of pad(signature 64 | content). `encapsulation`: one made ahead. */
export async function sealEnvelope(
  of: Addressed & {
    readonly outer: Outer
    readonly content: Content
    readonly sign: (statement: Uint8Array<ArrayBuffer>) => Promise<string>
    readonly encapsulation?: Promise<SenderContext> | undefined
  },
): Promise<Uint8Array<ArrayBuffer>> {
  const outer = outerToBytes(of.outer)
  const body = contentToBytes(of.content)
  const [encapsulation, signature] = await Promise.all([
    of.encapsulation ?? encapsulate(of),
    of.sign(mailStatement({ from: of.from, to: of.to, prekey: of.prekey.key, outer, body })),
  ])
  const sealed = await encapsulation.seal(pad(concatBytes(textToBytes(signature), body)), outer)
  return concatBytes(outer, new Uint8Array(encapsulation.enc), new Uint8Array(sealed))
}

/** Who an envelope claims to be from and to, and the prekey it names. */
export interface Opening {
  readonly envelope: Uint8Array
  readonly outer: Outer
  readonly from: IdentityKey
  readonly to: IdentityKey
  readonly prekey: HeldPrekey
  readonly verify: Verify
}

async function decrypt(of: Opening, outer: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const plaintext = await suite.open(
    {
      recipientKey: of.prekey.pair,
      enc: of.envelope.subarray(OUTER_LENGTH, OUTER_LENGTH + ENCAPSULATION_LENGTH),
      info: mailInfo(of),
    },
    of.envelope.subarray(OUTER_LENGTH + ENCAPSULATION_LENGTH),
    outer,
  )
  return new Uint8Array(plaintext)
}

async function openOrThrow(of: Opening): Promise<Content | undefined> {
  const outer = outerToBytes(of.outer)
  if (!bytesEqual(outer, of.envelope.subarray(0, OUTER_LENGTH))) return undefined
  const content = unpad(await decrypt(of, outer))
  if (!content || content.length < SIGNATURE_LENGTH) return undefined
  const body = content.subarray(SIGNATURE_LENGTH)
  const signature = bytesToText(content.subarray(0, SIGNATURE_LENGTH))
  const statement = mailStatement({ from: of.from, to: of.to, prekey: of.prekey.key, outer, body })
  return (await of.verify(of.from, statement, signature)) ? bytesToContent(body) : undefined
}

/** Opens and verifies; undefined for anything that `sealEnvelope` did not make for these two. Never rejects. */
export async function openEnvelope(of: Opening): Promise<Content | undefined> {
  try {
    return await openOrThrow(of)
  } catch {
    return undefined
  }
}
