import { beforeEach, expect, it } from 'vitest'
import { bytesToLinkId } from '../../protocol/ids.ts'
import { createPerson, type TestPerson } from '../seal/testing/people.ts'
import { takeBundle } from './contacts.ts'
import type { LinkPolicy } from './link-policy.ts'
import { createPeerLinks } from './peer-links.ts'
import type { LinkTerms, PeerLink } from './ports/peer-link.ts'
import type { UnsignedSignal } from './ports/sealer.ts'
import { eventually } from './testing/eventually.ts'
import { realClock } from './testing/stage.ts'

let alice: TestPerson
let bob: TestPerson
let policy: LinkPolicy
/** Settles when the credentials are fresh. */
let renewing: Promise<void> | undefined

beforeEach(async () => {
  ;[alice, bob] = await Promise.all([createPerson('alice'), createPerson('bob')])
  policy = 'all'
  renewing = undefined
})

/** The links of one to the other only. */
function linksOf(one: TestPerson, other: TestPerson) {
  const opened: LinkTerms[] = []
  const sent: string[] = []
  const reached: string[] = []
  const says: ((signal: UnsignedSignal) => void)[] = []
  const link: PeerLink = {
    connect(terms, on) {
      opened.push(terms)
      says.push(on.signal)
      return { signal: ({ type }) => reached.push(type), send: () => true, isRelayed: async () => false, close() {} }
    },
  }
  const contact = takeBundle(undefined, other.bundle)
  const links = createPeerLinks(
    {
      me: one.name,
      link,
      clock: realClock,
      randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
      sealer: one.sealer,
      policy: () => policy,
      iceServers: () => [],
      renewed: () => renewing,
      contact: async () => contact,
      sendSignal: (_, signal) => sent.push(signal),
    },
    { opened() {}, closed() {}, answered() {}, writable() {}, frame() {}, changed() {} },
  )
  /** Says a candidate as WebRTC would, of the attempt that was begun last. */
  const candidate = () => {
    const { linkId } = opened.at(-1) ?? {}
    if (linkId) says.at(-1)?.({ type: 'candidate', linkId, candidate: { candidate: 'candidate:1' } })
  }
  return { links, opened, sent, reached, candidate }
}

it.each([
  ['all', [false]],
  ['relay-only', [true]],
  ['never', []],
] as const)('opens them on the terms that hold: %s', (now, terms) => {
  policy = now
  const { links, opened } = linksOf(alice, bob)
  links.want(bob.name)
  expect(opened.map(({ relayOnly }) => relayOnly)).toEqual(terms)
  links.end()
})

it('lets out no address of an attempt that was given up while it was being signed', async () => {
  const { links, sent, candidate } = linksOf(alice, bob)
  links.want(bob.name)
  candidate()
  await eventually(() => expect(sent).toHaveLength(1))
  candidate()
  links.close()
  links.want(bob.name)
  candidate()
  await eventually(() => expect(sent).toHaveLength(2))
  const [before, after] = sent.map((signal): unknown => JSON.parse(signal))
  expect(after).not.toMatchObject({ linkId: (before as UnsignedSignal).linkId })
  links.end()
})

/** Credentials that are about to expire, until they are renewed. */
function expiring(): () => void {
  let renewed = () => {}
  renewing = new Promise((resolve) => {
    renewed = resolve
  })
  return () => renewed()
}

it('opens one when the credentials are fresh, and none that was given up until then', async () => {
  const renewed = expiring()
  const { links, opened } = linksOf(alice, bob)
  links.want(bob.name)
  links.close(bob.name)
  links.want(bob.name)
  const { state } = links.state(bob.name)
  expect([state, opened]).toEqual(['negotiating', []])
  renewed()
  await eventually(() => expect(opened).toHaveLength(1))
  expect(links.state(bob.name)).toMatchObject({ linkId: opened[0]?.linkId })
  links.end()
})

it('keeps the candidates behind an offer that waits for fresh credentials', async () => {
  const renewed = expiring()
  const { links, opened, reached } = linksOf(bob, alice)
  const linkId = bytesToLinkId(new Uint8Array(16).fill(1))
  const fingerprint = Array<string>(32).fill('AB').join(':')
  const sdp = `v=0\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=fingerprint:sha-256 ${fingerprint}\r\n`
  const signals: UnsignedSignal[] = [
    { type: 'offer', linkId, sdp },
    { type: 'candidate', linkId, candidate: { candidate: 'candidate:1' } },
  ]
  for (const signal of signals)
    links.take(alice.name, JSON.stringify(await alice.sealer.signSignal(signal, bob.sealer.identityKey)))
  await eventually(() => expect(links.state(alice.name).state).toBe('negotiating'))
  expect([opened, reached]).toEqual([[], []])
  renewed()
  await eventually(() => expect(reached).toEqual(['offer', 'candidate']))
  links.end()
})
