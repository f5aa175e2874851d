import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { downstream, upstream } from './contract.ts'
import { LIMITS } from './limits.ts'
import { PROTOCOL_VERSION } from './version.ts'

/** Hash of the wire by version. A test failing here means: the wire changed, raise PROTOCOL_VERSION and add a line. */
const HASHES: Record<number, string> = {
  1: '05a6795344908129',
  2: '00cae0f0a146fd34',
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

it('has a new version when the wire changes', () => {
  const wire = JSON.stringify({ upstream: shape(upstream), downstream: shape(downstream), LIMITS })
  expect(createHash('sha256').update(wire).digest('hex').slice(0, 16)).toBe(HASHES[PROTOCOL_VERSION])
})
