import { beforeAll, describe, expect, it } from 'vitest'
import type { IdentityKey } from '../../protocol/identity-key.ts'
import type { LinkId } from '../../protocol/ids.ts'
import type { Signal } from '../../protocol/signaling.ts'
import { sdpFingerprints } from './sdp.ts'
import { createPerson, eachByteChanged, linkId, type TestPerson } from './testing/people.ts'
import { UNIVERSAL_SIGNATURE, WEAK_KEYS } from './testing/weak-keys.ts'

const DIGEST = Array.from({ length: 32 }, (_, index) => (index + 160).toString(16).toUpperCase()).join(':')
const OTHER = DIGEST.replaceAll('A', 'C')
const FINGERPRINT = `a=fingerprint:sha-256 ${DIGEST}`

/** What Chromium writes for a data channel, with other lines in place of its fingerprint. */
function sdpWith(...lines: readonly string[]): string {
  return [
    'v=0',
    'o=- 4611731400430051336 2 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    'a=group:BUNDLE 0',
    'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
    'c=IN IP4 0.0.0.0',
    'a=ice-ufrag:4ZcD',
    'a=ice-pwd:2/1muCWoOi3uLifh0NuRHlZP',
    ...lines,
    'a=setup:actpass',
    'a=mid:0',
    'a=sctp-port:5000',
    '',
  ].join('\r\n')
}

const SDP = sdpWith(FINGERPRINT)
const NORMAL = `sha-256 ${DIGEST}`

describe('sdpFingerprints', () => {
  it('normalises, removes repetitions and sorts', () => {
    expect(sdpFingerprints(SDP)).toEqual([NORMAL])
    const lines = [`a=fingerprint:SHA-256 ${OTHER.toLowerCase()}`, FINGERPRINT, FINGERPRINT.toLowerCase()]
    expect(sdpFingerprints(sdpWith(...lines))).toEqual([NORMAL, `sha-256 ${OTHER}`].toSorted())
    expect(sdpFingerprints(SDP.replaceAll('\r\n', '\n'))).toEqual([NORMAL])
  })

  it('sees a fingerprint however it is spelt', () => {
    expect(sdpFingerprints(sdpWith(FINGERPRINT, `A=fingerprint:sha-256 ${OTHER}`))).toBeUndefined()
    expect(sdpFingerprints(sdpWith(FINGERPRINT, `a=FingerPrint:sha-256 ${OTHER}`))).toHaveLength(2)
    for (const line of [`a= fingerprint:sha-256 ${OTHER}`, `a=fingerprint sha-256 ${OTHER}`, 'a=fingerprint:']) {
      expect(sdpFingerprints(sdpWith(FINGERPRINT, line)), line).toBeUndefined()
    }
  })

  it.each([
    ['no fingerprint', sdpWith()],
    ['sha-1', sdpWith(`a=fingerprint:sha-1 ${DIGEST.slice(0, 59)}`)],
    ['sha-1 besides sha-256', sdpWith(FINGERPRINT, `a=fingerprint:sha-1 ${DIGEST.slice(0, 59)}`)],
    ['md5', sdpWith(`a=fingerprint:md5 ${DIGEST.slice(0, 47)}`)],
    ['a short digest', sdpWith(`a=fingerprint:sha-256 ${DIGEST.slice(0, 59)}`)],
    ['a digest of another algorithm', sdpWith(`a=fingerprint:sha-512 ${DIGEST}`)],
    ['audio', `${SDP}m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n`],
    ['a second data section', `${SDP}m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n`],
    ['no section', SDP.replace(/m=.*\r\n/, '')],
    ['a section without DTLS', SDP.replace('UDP/DTLS/SCTP', 'SCTP')],
    ['a bare carriage return', SDP.replace('s=-', 's=-\ra=x')],
    ['a zero byte', SDP.replace('s=-', 's=\0')],
    ['an empty line', SDP.replace('s=-', '')],
    ['nothing', ''],
  ])('refuses %s', (_, sdp) => {
    expect(sdpFingerprints(sdp)).toBeUndefined()
  })
})

describe('signals', () => {
  let alice: TestPerson
  let bob: TestPerson
  let mallory: TestPerson
  beforeAll(async () => {
    ;[alice, bob, mallory] = await Promise.all([createPerson('alice'), createPerson('bob'), createPerson('mallory')])
  })

  const candidate = { candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host', sdpMid: '0' }
  const unsigned = [
    { type: 'knock', linkId: linkId(1) },
    { type: 'offer', linkId: linkId(1), sdp: SDP },
    { type: 'answer', linkId: linkId(1), sdp: SDP },
    { type: 'candidate', linkId: linkId(1), candidate },
  ] as const
  const isAccepted = (signal: Signal) => bob.sealer.verifySignal(signal, alice.sealer.identityKey)

  it.each(unsigned)('$type verifies for the one it is for', async (signal) => {
    const signed = await alice.sealer.signSignal(signal, bob.sealer.identityKey)
    expect(await isAccepted(signed)).toBe(true)
    expect(await bob.sealer.verifySignal(signed, mallory.sealer.identityKey)).toBe(false)
    expect(await mallory.sealer.verifySignal(signed, alice.sealer.identityKey)).toBe(false)
    expect(await alice.sealer.verifySignal(signed, bob.sealer.identityKey)).toBe(false)
  })

  it.each(unsigned)('$type does not with anything changed', async (signal) => {
    const signed = await alice.sealer.signSignal(signal, bob.sealer.identityKey)
    for (const signature of eachByteChanged(signed.signature))
      expect(await isAccepted({ ...signed, signature })).toBe(false)
    for (const id of eachByteChanged(signed.linkId)) {
      expect(await isAccepted({ ...signed, linkId: id as LinkId })).toBe(false)
    }
    for (const other of unsigned.filter(({ type }) => type !== signal.type)) {
      expect(await isAccepted({ ...other, signature: signed.signature }), other.type).toBe(false)
    }
  })

  it.each(['offer', 'answer'] as const)('%s is bound to all of its fingerprints', async (type) => {
    const signed = await alice.sealer.signSignal({ type, linkId: linkId(1), sdp: SDP }, bob.sealer.identityKey)
    const isAcceptedWith = (...lines: readonly string[]) => isAccepted({ ...signed, type, sdp: sdpWith(...lines) })
    const bytes = DIGEST.split(':')
    for (const at of bytes.keys()) {
      expect(await isAcceptedWith(`a=fingerprint:sha-256 ${bytes.with(at, 'FF').join(':')}`)).toBe(false)
    }
    expect(await isAcceptedWith(FINGERPRINT, `a=fingerprint:sha-256 ${OTHER}`)).toBe(false)
    expect(await isAcceptedWith()).toBe(false)
    expect(await isAcceptedWith(FINGERPRINT.toLowerCase(), 'a=x-any:1')).toBe(true)
  })

  it('are not signed when the other side would refuse them', async () => {
    const offer = { type: 'offer', linkId: linkId(1), sdp: sdpWith() } as const
    await expect(alice.sealer.signSignal(offer, bob.sealer.identityKey)).rejects.toThrow()
  })

  it.each(WEAK_KEYS)('do not verify under the weak key %s', async (weak) => {
    for (let byte = 0; byte < 32; byte++) {
      const signal = { type: 'knock', linkId: linkId(byte), signature: UNIVERSAL_SIGNATURE } as const
      expect(await bob.sealer.verifySignal(signal, weak as IdentityKey)).toBe(false)
    }
  })
})
