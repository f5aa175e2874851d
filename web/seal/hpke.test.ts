import { Aes128Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core'
import { expect, it, onTestFinished, vi } from 'vitest'
import { utf8Bytes, utf8Text } from '../../protocol/bytes.ts'
import { suite } from './hpke.ts'
import { generatePrekeyPair, importPrekey } from './x25519.ts'
import { publicKeyBytes } from './ed25519.ts'

/** The library's own, which keeps nothing. */
const stock = new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes128Gcm() })

/** A pair whose public half can be hashed, as prekeys can. */
async function recipientPair() {
  const { privateKey, publicKey } = await generatePrekeyPair()
  return { privateKey, publicKey: await importPrekey(await publicKeyBytes(publicKey)) }
}

const infos = ['from ann to bob', 'from bob to ann', ''].map(utf8Bytes)

it.each([
  ['ours opens what stock seals', stock, suite],
  ['stock opens what ours seals', suite, stock],
])('%s, whatever was kept before', async (_, sealing, opening) => {
  const recipientKey = await recipientPair()
  for (const info of [...infos, ...infos]) {
    const { enc, ct } = await sealing.seal({ recipientPublicKey: recipientKey.publicKey, info }, utf8Bytes('hello'))
    expect(utf8Text(new Uint8Array(await opening.open({ recipientKey, enc, info }, ct)))).toBe('hello')
    await expect(opening.open({ recipientKey, enc, info: utf8Bytes('for others') }, ct)).rejects.toThrow()
  }
})

it('tells PSKs apart', async () => {
  const recipientKey = await recipientPair()
  const psk = (letter: string) => ({ id: utf8Bytes('id'), key: utf8Bytes(letter.repeat(32)) })
  const { enc, ct } = await suite.seal(
    { recipientPublicKey: recipientKey.publicKey, psk: psk('a') },
    utf8Bytes('hello'),
  )
  expect(utf8Text(new Uint8Array(await stock.open({ recipientKey, enc, psk: psk('a') }, ct)))).toBe('hello')
  await expect(suite.open({ recipientKey, enc, psk: psk('b') }, ct)).rejects.toThrow()
})

it('hashes what two people have in common once', async () => {
  const recipientKey = await recipientPair()
  const info = utf8Bytes('from carol to dave')
  const envelope = async () => {
    const { enc, ct } = await suite.seal({ recipientPublicKey: recipientKey.publicKey, info }, utf8Bytes('hello'))
    await suite.open({ recipientKey, enc, info }, ct)
  }
  await envelope()
  const sign = vi.spyOn(crypto.subtle, 'sign')
  const importKey = vi.spyOn(crypto.subtle, 'importKey')
  onTestFinished(() => void vi.restoreAllMocks())
  await envelope()
  expect(sign).not.toHaveBeenCalled()
  // One for each agreement, none for the three keys that each derives.
  expect(importKey.mock.calls.filter(([, , algorithm]) => algorithm === 'HKDF')).toHaveLength(2)
})
