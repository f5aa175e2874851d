import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import * as v from 'valibot'
import { expect, it } from 'vitest'
import { bytesToText } from './bytes.ts'
import { framesToChunk } from './chunk.ts'
import { downstream, upstream } from './contract.ts'
import { outerToBytes } from './envelope.ts'
import { frameToBytes } from './frames.ts'
import { digestToDeviceId, IdentityKey } from './identity-key.ts'
import { bytesToLinkId, bytesToMessageId } from './ids.ts'
import { LIMITS } from './limits.ts'
import { UserName } from './names.ts'
import {
  authStatement,
  mailStatement,
  postStatement,
  prekeyStatement,
  receiptStatement,
  recoveryStatement,
  signalStatement,
  successionStatement,
} from './statements.ts'
import { PROTOCOL_VERSION } from './version.ts'

/** Hash of the wire by version. A test failing here means: the wire changed, raise PROTOCOL_VERSION and add a line. */
const HASHES: Record<number, string> = {
  2: '2c63fd9c28444b22',
  3: 'a4fd934a73cfbc69',
  4: '5f42be589d5b90c2',
  5: '9e69d5327ad11fa3',
  6: '4f49c2120012f75d',
  7: 'ab5fa1262a1d36be',
  8: 'db0d556b182692e2',
}

/** The shape of a schema as plain text: types, entries and requirements, without the library's functions. */
function shape(schema: unknown, seen: readonly unknown[] = []): unknown {
  if (typeof schema === 'function' || seen.includes(schema)) return undefined
  if (schema instanceof RegExp) return schema.source
  if (Array.isArray(schema)) return schema.map((item) => shape(item, [...seen, schema]))
  if (typeof schema !== 'object' || schema === null) return schema
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key]) => !['reference', '~standard', 'async', 'message'].includes(key))
      .map(([key, value]) => [key, shape(value, [...seen, schema])] as const)
      .filter(([, value]) => value !== undefined),
  )
}

const text = (length: number, byte: number) => bytesToText(new Uint8Array(length).fill(byte))

/** Every layout that is bytes and not a schema, made of fixed values. */
function layouts(): string[] {
  const name = v.parse(UserName, 'alice')
  const id = bytesToMessageId(new Uint8Array(16).fill(1))
  const linkId = bytesToLinkId(new Uint8Array(16).fill(2))
  const from = v.parse(IdentityKey, '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo')
  const to = v.parse(IdentityKey, 'PUAXw-hDiVqStwqnTRt-vJyYLM8uxJaMwM1V8Sr0Zgw')
  const outer = outerToBytes({
    id,
    fromDevice: digestToDeviceId(new Uint8Array(32).fill(3)),
    toDevice: digestToDeviceId(new Uint8Array(32).fill(4)),
    prekeyId: 5,
  })
  const body = new Uint8Array(6).fill(7)
  return [
    outer,
    frameToBytes({ type: 'envelope', envelope: outer }),
    frameToBytes({ type: 'ack', id, proof: text(32, 8) }),
    frameToBytes({ type: 'nack', id, reason: 'blocked' }),
    frameToBytes({ type: 'ping', nonce: 9 }),
    frameToBytes({ type: 'pong', nonce: 9 }),
    frameToBytes({ type: 'typing' }),
    framesToChunk([frameToBytes({ type: 'typing' }), frameToBytes({ type: 'ping', nonce: 9 })]),
    authStatement({ origin: 'https://chat.example', name, nonce: text(32, 10) }),
    prekeyStatement({ name, id: 11, key: text(32, 12) }),
    mailStatement({ from, to, prekey: text(32, 13), outer, body }),
    postStatement({ from: name, identityKey: from, id, seq: 14, sentAt: 15, text: 'hi' }),
    signalStatement({ from, to, linkId, type: 'offer', fingerprints: ['sha-256 AB'] }),
    recoveryStatement({ name, recoveryKey: from }),
    successionStatement({ name, from, to }),
    receiptStatement({ token: new Uint8Array(16).fill(16), id }),
  ].map(bytesToText)
}

it('has a new version when the wire changes', () => {
  const wire = JSON.stringify({ upstream: shape(upstream), downstream: shape(downstream), LIMITS, layouts: layouts() })
  expect(createHash('sha256').update(wire).digest('hex').slice(0, 16)).toBe(HASHES[PROTOCOL_VERSION])
})

it('is the version that the description shows', () => {
  const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8')
  const shown = [...readme.matchAll(/"protocolVersion":(\d+)|Virtual Chat say to each other, version (\d+)/g)]
  expect(shown.length).toBeGreaterThanOrEqual(4)
  for (const [, inJson, inWords] of shown) expect(Number(inJson ?? inWords)).toBe(PROTOCOL_VERSION)
})
