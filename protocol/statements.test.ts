import { createPublicKey, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import * as v from 'valibot'
import { expect, it } from 'vitest'
import { bytesToText, textToBytes } from './bytes.ts'
import { IdentityKey } from './identity-key.ts'
import { bytesToLinkId, bytesToMessageId } from './ids.ts'
import { UserName } from './names.ts'
import { authStatement, prekeyStatement, receiptStatement, signalStatement } from './statements.ts'

const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8')

const name = v.parse(UserName, 'ann')
const from = v.parse(IdentityKey, '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo')
const to = v.parse(IdentityKey, 'PUAXw-hDiVqStwqnTRt-vJyYLM8uxJaMwM1V8Sr0Zgw')
const counting = (first: number, length: number) => Uint8Array.from({ length }, (_, index) => first + index)
const digest = [...counting(0xa0, 32)].map((byte) => byte.toString(16).toUpperCase()).join(':')

const SHOWN = {
  auth: authStatement({ origin: 'http://localhost:8080', name, nonce: bytesToText(counting(0, 32)) }),
  prekey: prekeyStatement({ name, id: 1, key: bytesToText(counting(0x40, 32)) }),
  offer: signalStatement({
    from,
    to,
    linkId: bytesToLinkId(counting(0x20, 16)),
    type: 'offer',
    fingerprints: [`sha-256 ${digest}`],
  }),
  receipt: receiptStatement({ token: counting(0, 16), id: bytesToMessageId(counting(0x10, 16)) }),
}

/** As README.md shows a statement: a line for each part, its length and its bytes. */
function toLines(statement: Uint8Array): string {
  const hex = Buffer.from(statement).toString('hex')
  const lines: string[] = []
  for (let at = 0; at < hex.length;) {
    const begin = at + 8
    const end = begin + 2 * Number.parseInt(hex.slice(at, begin), 16)
    lines.push(`${hex.slice(at, begin)} ${hex.slice(begin, end)}`)
    at = end
  }
  return lines.join('\n')
}

it.each(Object.entries(SHOWN))('%s is as README.md shows it', (_, statement) => {
  const withoutRemarks = readme.replaceAll(/^([0-9a-f]{8} [0-9a-f]+) .*$/gm, '$1')
  expect(withoutRemarks).toContain(`\`\`\`\n${toLines(statement)}\n`)
})

it.each([SHOWN.auth, SHOWN.offer])('a signature that README.md shows verifies', (statement) => {
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: from }, format: 'jwk' })
  const shown = [...readme.matchAll(/^signature +(\S{86})$/gm)].map(([, signature = '']) => textToBytes(signature))
  expect(shown.filter((signature) => verify(null, statement, key, signature))).toHaveLength(1)
})
