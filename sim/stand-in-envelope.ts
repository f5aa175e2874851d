import { OUTER_LENGTH, outerToBytes, type Outer } from '../protocol/envelope.ts'
import type { IdentityKey } from '../protocol/identity-key.ts'
import { mailStatement } from '../protocol/statements.ts'
import type { Plain } from '../web/chat/ports/sealer.ts'
import { standInHash, standInSignature } from './stand-in.ts'

/** Not encrypted, but opened only with the right keys, and not changeable. Layout: outer | JSON | zeros up to a bucket. */
export function sealStandIn(of: {
  outer: Outer
  plain: Plain
  from: IdentityKey
  to: IdentityKey
  prekey: string
}): Uint8Array<ArrayBuffer> {
  const outer = outerToBytes(of.outer)
  const body = JSON.stringify(of.plain)
  const bodyBytes = new Uint8Array(Buffer.from(body))
  const sealed = JSON.stringify({
    body,
    prekey: standInHash(of.prekey, outer),
    signature: standInSignature(of.from, mailStatement({ ...of, outer, body: bodyBytes })),
  })
  const json = Buffer.from(sealed)
  const bytes = new Uint8Array(OUTER_LENGTH + Math.max(320, json.length + 4))
  bytes.set(outer)
  new DataView(bytes.buffer).setUint32(OUTER_LENGTH, json.length)
  bytes.set(json, OUTER_LENGTH + 4)
  return bytes
}

/** The content again; undefined when the keys are not the ones it was made with. */
export function openStandIn(of: {
  envelope: Uint8Array
  from: IdentityKey
  to: IdentityKey
  prekey: string
}): Plain | undefined {
  const { envelope } = of
  const outer = new Uint8Array(envelope.subarray(0, OUTER_LENGTH))
  const length = new DataView(envelope.buffer, envelope.byteOffset).getUint32(OUTER_LENGTH)
  const json = Buffer.from(envelope.buffer, envelope.byteOffset + OUTER_LENGTH + 4, length).toString()
  const sealed = JSON.parse(json) as { body: string; prekey: string; signature: string }
  if (sealed.prekey !== standInHash(of.prekey, outer)) return undefined
  const statement = mailStatement({ ...of, outer, body: new Uint8Array(Buffer.from(sealed.body)) })
  if (sealed.signature !== standInSignature(of.from, statement)) return undefined
  return JSON.parse(sealed.body) as Plain
}
