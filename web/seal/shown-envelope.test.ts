import { readFileSync } from 'node:fs'
import * as v from 'valibot'
import { expect, it } from 'vitest'
import { bytesToText, concatBytes } from '../../protocol/bytes.ts'
import { envelopeToOuter } from '../../protocol/envelope.ts'
import { IdentityKey } from '../../protocol/identity-key.ts'
import { createVerify } from './ed25519.ts'
import { openEnvelope } from './envelope.ts'
import { hexToBytes } from './testing/weak-keys.ts'
import { importPrekey } from './x25519.ts'

const readme = readFileSync(new URL('../../protocol/README.md', import.meta.url), 'utf8')

/** Bob's key pair of RFC 7748 §6.1. */
const SECRET = '5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb'
const KEY = hexToBytes('de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f')

it('opens the letter that protocol/README.md shows', async () => {
  const shown = /```\n((?:[0-9a-f]{64}\n){8}[0-9a-f]+\n)```/.exec(readme)?.[1] ?? ''
  const envelope = hexToBytes(shown.replaceAll('\n', ''))
  expect(envelope).toHaveLength(262)
  const outer = envelopeToOuter(envelope)
  if (!outer) throw new Error('no outer header')
  const pkcs8 = concatBytes(hexToBytes('302e020100300506032b656e04220420'), hexToBytes(SECRET))
  const privateKey = await crypto.subtle.importKey('pkcs8', pkcs8, { name: 'X25519' }, false, ['deriveBits'])
  const opened = await openEnvelope({
    envelope,
    outer,
    from: v.parse(IdentityKey, '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo'),
    to: v.parse(IdentityKey, 'PUAXw-hDiVqStwqnTRt-vJyYLM8uxJaMwM1V8Sr0Zgw'),
    prekey: { key: bytesToText(KEY), pair: { publicKey: await importPrekey(KEY), privateKey } },
    verify: createVerify(),
  })
  expect(outer).toMatchObject({ id: 'EBESExQVFhcYGRobHB0eHw', prekeyId: 1 })
  expect(opened).toEqual({
    seq: 1,
    sentAt: 1_764_000_000_000,
    receiptToken: 'AAECAwQFBgcICQoLDA0ODw',
    body: { type: 'text', text: 'hi' },
  })
})
