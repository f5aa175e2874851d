import { CipherSuite } from '@hpke/core'
import { describe, expect, it } from 'vitest'
import { bytesToText, concatBytes, utf8Bytes } from '../../protocol/bytes.ts'
import { createVerify, publicKeyBytes, sign } from './ed25519.ts'
import { suite } from './hpke.ts'
import { hexToBytes } from './testing/weak-keys.ts'
import { importPrekey } from './x25519.ts'

const bytesToHex = (bytes: ArrayBuffer | Uint8Array) => Buffer.from(new Uint8Array(bytes)).toString('hex')

/** A private key of RFC 8410 §7 from the RFCs' raw form, not extractable, like those of the application. */
async function importPrivate(algorithm: 'Ed25519' | 'X25519', hex: string) {
  const prefix = `302e020100300506032b65${algorithm === 'Ed25519' ? '70' : '6e'}04220420`
  const usages: KeyUsage[] = algorithm === 'Ed25519' ? ['sign'] : ['deriveBits']
  const pkcs8 = concatBytes(hexToBytes(prefix), hexToBytes(hex))
  return await crypto.subtle.importKey('pkcs8', pkcs8, { name: algorithm }, false, usages)
}

describe('Ed25519 (RFC 8032 §7.1)', () => {
  const vectors = [
    {
      test: 1,
      secret: '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
      key: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
      message: '',
      signature:
        'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    },
    {
      test: 2,
      secret: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
      key: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
      message: '72',
      signature:
        '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    },
    {
      test: 3,
      secret: 'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
      key: 'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
      message: 'af82',
      signature:
        '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
    },
  ]

  it.each(vectors)('test $test', async ({ secret, key, message, signature }) => {
    const expected = bytesToText(hexToBytes(signature))
    expect(await sign(await importPrivate('Ed25519', secret), hexToBytes(message))).toBe(expected)
    const verify = createVerify()
    expect(await verify(bytesToText(hexToBytes(key)), hexToBytes(message), expected)).toBe(true)
    expect(await verify(bytesToText(hexToBytes(key)), hexToBytes(`${message}00`), expected)).toBe(false)
  })
})

describe('X25519 (RFC 7748 §6.1)', () => {
  const pairs = [
    [
      '77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a',
      'de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f',
    ],
    [
      '5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb',
      '8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a',
    ],
  ] as const

  it.each(pairs)('private %s', async (secret, key) => {
    const publicKey = await importPrekey(hexToBytes(key))
    expect(bytesToHex(await publicKeyBytes(publicKey))).toBe(key)
    const algorithm = { name: 'X25519', public: publicKey }
    const shared = await crypto.subtle.deriveBits(algorithm, await importPrivate('X25519', secret), 256)
    expect(bytesToHex(shared)).toBe('4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742')
  })
})

describe('HPKE (RFC 9180 appendix A.1.1)', () => {
  const info = utf8Bytes('Ode on a Grecian Urn')
  const plaintext = utf8Bytes('Beauty is truth, truth beauty')
  const aad = utf8Bytes('Count-0')
  const enc = '37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431'
  const ct = 'f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a'
  const recipient = '3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d'
  const recipientSecret = '4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8'

  it('is the suite of the vector', () => {
    expect(suite).toBeInstanceOf(CipherSuite)
    expect([suite.kem.id, suite.kdf.id, suite.aead.id]).toEqual([0x0020, 0x0001, 0x0001])
  })

  it('seals with the ephemeral key of the vector', async () => {
    const ekm = hexToBytes('7268600d403fce431561aef583ee1613527cff655c1343f29812e66706df3234')
    const recipientPublicKey = await importPrekey(hexToBytes(recipient))
    const sealed = await suite.seal({ recipientPublicKey, info, ekm }, plaintext, aad)
    expect(bytesToHex(sealed.enc)).toBe(enc)
    expect(bytesToHex(sealed.ct)).toBe(ct)
  })

  it('opens with a private key that is not extractable', async () => {
    const privateKey = await importPrivate('X25519', recipientSecret)
    const recipientKey = { privateKey, publicKey: await importPrekey(hexToBytes(recipient)) }
    expect(privateKey.extractable).toBe(false)
    const opened = await suite.open({ recipientKey, enc: hexToBytes(enc), info }, hexToBytes(ct), aad)
    expect(bytesToHex(opened)).toBe(bytesToHex(plaintext))
  })

  it('goes on to the second message of the vector', async () => {
    const privateKey = await importPrivate('X25519', recipientSecret)
    const recipientKey = { privateKey, publicKey: await importPrekey(hexToBytes(recipient)) }
    const context = await suite.createRecipientContext({ recipientKey, enc: hexToBytes(enc), info })
    await context.open(hexToBytes(ct), aad)
    const second = 'af2d7e9ac9ae7e270f46ba1f975be53c09f8d875bdc8535458c2494e8a6eab251c03d0c22a56b8ca42c2063b84'
    expect(bytesToHex(await context.open(hexToBytes(second), utf8Bytes('Count-1')))).toBe(bytesToHex(plaintext))
  })
})
