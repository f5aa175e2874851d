import { beforeEach, describe, expect, it, vi } from 'vitest'
import * as v from 'valibot'
import { bytesToText } from '../../../protocol/bytes.ts'
import { Signal } from '../../../protocol/signaling.ts'
import { createPerson, linkId, type TestPerson } from '../../seal/testing/people.ts'
import { takeBundle } from '../contacts.ts'
import { createPeerLinks, type PeerLinks } from '../peer-links.ts'
import type { PeerLink } from '../ports/peer-link.ts'
import type { UnsignedSignal } from '../ports/sealer.ts'
import { eventually } from '../testing/eventually.ts'
import { randomText } from '../testing/letters.ts'
import { realClock } from '../testing/stage.ts'

// Real links and real keys, a relay that rewrites every kind of signal, and a WebRTC that only writes down what reaches it.

const print = (byte: string) => Array(32).fill(byte).join(':')
const sdp = (byte: string) =>
  `v=0\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=fingerprint:sha-256 ${print(byte)}\r\n`

const second = `a=fingerprint:sha-256 ${print('EE')}\r\n`

interface Side {
  readonly person: TestPerson
  readonly links: PeerLinks
  /** Signals that WebRTC was given. */
  readonly reached: Signal[]
  /** Says something as WebRTC would; the side signs it. */
  produce: (signal: UnsignedSignal) => void
  /** What the side handed to the relay. */
  readonly sent: string[]
}

let alice: Side
let bob: Side
let mallory: TestPerson

function side(person: TestPerson, peer: TestPerson): Side {
  const contact = takeBundle(undefined, peer.bundle)
  const made: Side = { person, reached: [], sent: [], produce() {}, links: undefined as never }
  const link: PeerLink = {
    connect(_, on) {
      made.produce = on.signal
      const signal = (reached: Signal) => void made.reached.push(reached)
      return { signal, send: () => true, isRelayed: async () => false, close() {} }
    },
  }
  const ignore = { opened() {}, closed() {}, answered() {}, writable() {}, frame() {}, changed() {} }
  const links = createPeerLinks(
    {
      me: person.name,
      link,
      clock: realClock,
      randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
      sealer: person.sealer,
      policy: () => 'all',
      iceServers: () => [],
      renewed: () => undefined,
      contact: async () => contact,
      sendSignal: (_, signal) => made.sent.push(signal),
    },
    ignore,
  )
  return Object.assign(made, { links })
}

beforeEach(async () => {
  const [first, second] = [await createPerson('alice'), await createPerson('bob')]
  mallory = await createPerson('mallory')
  alice = side(first, second)
  bob = side(second, first)
  return () => [alice, bob].forEach(({ links }) => links.end())
})

const parse = (text: string): Signal => v.parse(v.pipe(v.string(), v.parseJson(), Signal), text)

/** The signal of an attempt that a side handed to the relay. */
async function said(by: Side, type: Signal['type'], linkId?: string): Promise<Signal> {
  const found = () => by.sent.map(parse).find((each) => each.type === type && each.linkId === (linkId ?? each.linkId))
  return vi.waitUntil(found, { interval: 1, timeout: 15_000 })
}

const relay = (from: Side, to: Side, signal: object) => to.links.take(from.person.name, JSON.stringify(signal))

/** Alice's offer, not relayed yet. */
async function offered(): Promise<Signal> {
  alice.links.want(bob.person.name)
  const state = alice.links.state(bob.person.name)
  if (state.state !== 'negotiating') throw new Error('nothing was begun')
  alice.produce({ type: 'offer', linkId: state.linkId, sdp: sdp('AB') })
  return said(alice, 'offer', state.linkId)
}

/** The offer reached bob; his answer, not relayed yet. */
async function answered(): Promise<Signal> {
  const offer = await offered()
  relay(alice, bob, offer)
  await eventually(() => expect(bob.reached).toHaveLength(1))
  bob.produce({ type: 'answer', linkId: offer.linkId, sdp: sdp('CD') })
  return said(bob, 'answer')
}

/** A true signal of that type, and who is to get it. */
async function honest(type: Signal['type']): Promise<{ signal: Signal; from: Side; to: Side }> {
  if (type === 'offer') return { signal: await offered(), from: alice, to: bob }
  if (type === 'answer') return { signal: await answered(), from: bob, to: alice }
  if (type === 'knock') {
    bob.links.want(alice.person.name)
    return { signal: await said(bob, 'knock'), from: bob, to: alice }
  }
  const { linkId } = await answered()
  bob.produce({ type, linkId, candidate: { candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host' } })
  return { signal: await said(bob, type), from: bob, to: alice }
}

type Forgery = (signal: Signal) => object | Promise<object>

const TYPES = ['offer', 'answer', 'knock', 'candidate'] as const
const SDPS = ['offer', 'answer'] as const

/** What the relay does to a signal, and to which types. */
const forgeries: readonly (readonly [string, Forgery, readonly Signal['type'][]])[] = [
  ['strips the signature', ({ signature: _, ...rest }) => rest, TYPES],
  ['zeroes the signature', (signal) => ({ ...signal, signature: bytesToText(new Uint8Array(64)) }), TYPES],
  [
    'signs with a key of its own',
    ({ signature: _, ...rest }) => mallory.sealer.signSignal(rest, alice.person.sealer.identityKey),
    TYPES,
  ],
  ['moves it to another attempt', (signal) => ({ ...signal, linkId: linkId(9) }), TYPES],
  ['turns it into a kind that we never send', (signal) => ({ ...signal, type: 'renegotiate' }), TYPES],
  ['makes it too long to be one', (signal) => ({ ...signal, signature: randomText(6400) }), TYPES],
  [
    'turns it into an offer',
    (signal) => ({ ...signal, type: 'offer', sdp: sdp('CD') }),
    ['answer', 'knock', 'candidate'],
  ],
  [
    'turns it into an answer',
    (signal) => ({ ...signal, type: 'answer', sdp: sdp('AB') }),
    ['offer', 'knock', 'candidate'],
  ],
  ['swaps the fingerprint', (signal) => ({ ...signal, sdp: sdp('EE') }), SDPS],
  ['adds a second fingerprint', (signal) => ({ ...signal, sdp: `${sdp('AB')}${second}` }), SDPS],
  [
    'hides a second fingerprint behind a lone line feed',
    (signal) => ({ ...signal, sdp: `${sdp('AB')}a=x\n${second}` }),
    SDPS,
  ],
  [
    'weakens the fingerprint to SHA-1',
    (signal) => ({ ...signal, sdp: sdp('AB').replace(/sha-256.*/, 'sha-1 AA:AA') }),
    SDPS,
  ],
  ['takes the fingerprint out', (signal) => ({ ...signal, sdp: sdp('AB').replace(/a=.*\r\n/, '') }), SDPS],
  ['adds a microphone', (signal) => ({ ...signal, sdp: `${sdp('AB')}m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n` }), SDPS],
]

describe.each(TYPES)('of every %s, a server that', (type) => {
  it('is honest is believed', async () => {
    const { signal, from, to } = await honest(type)
    relay(from, to, signal)
    if (type === 'knock') await eventually(() => expect(to.links.state(from.person.name).state).toBe('negotiating'))
    else await eventually(() => expect(to.reached.at(-1)).toEqual(signal))
  })

  it.each(forgeries.filter(([, , types]) => types.includes(type)))('%s is not', async (_, forge) => {
    const { signal, from, to } = await honest(type)
    const [reached, state] = [to.reached.length, to.links.state(from.person.name)]
    relay(from, to, await forge(signal))
    // Signals are checked in turn: when the true one is through, the forged one was dealt with.
    if (type === 'knock') {
      relay(from, to, signal)
      await eventually(() => expect(to.links.state(from.person.name)).not.toEqual(state))
      return expect(to.reached).toEqual([])
    }
    relay(from, to, signal)
    await eventually(() => expect(to.reached.at(-1)).toEqual(signal))
    expect(to.reached).toHaveLength(reached + 1)
  })
})

describe('a server that', () => {
  it('sends an offer back to its author, or to somebody else, is not believed', async () => {
    const offer = await offered()
    relay(bob, alice, offer)
    relay(alice, bob, { ...offer, type: 'knock' })
    const carol = side(await createPerson('carol'), alice.person)
    relay(alice, carol, offer)
    relay(alice, bob, offer)
    await eventually(() => expect(bob.reached).toHaveLength(1))
    expect([...alice.reached, ...carol.reached]).toEqual([])
  })

  it('repeats an offer or an answer of the present attempt does not disturb it', async () => {
    const answer = await answered()
    relay(bob, alice, answer)
    relay(bob, alice, answer)
    relay(alice, bob, await said(alice, 'offer'))
    const candidate = { type: 'candidate', linkId: answer.linkId, candidate: { candidate: '' } } as const
    for (const [from, to] of [
      [alice, bob],
      [bob, alice],
    ] as const) {
      from.produce(candidate)
      relay(from, to, await said(from, 'candidate'))
      await eventually(() => expect(to.reached.map(({ type }) => type)).toContain('candidate'))
    }
    expect(alice.reached.map(({ type }) => type)).toEqual(['answer', 'candidate'])
    expect(bob.reached.map(({ type }) => type)).toEqual(['offer', 'candidate'])
  })

  it('repeats signals of an attempt that is over does not begin another', async () => {
    const offer = await offered()
    relay(alice, bob, offer)
    await eventually(() => expect(bob.reached).toHaveLength(1))
    bob.links.close(alice.person.name)
    relay(alice, bob, offer)
    alice.links.close(bob.person.name)
    const fresh = await offered()
    relay(alice, bob, fresh)
    await eventually(() => expect(bob.reached).toEqual([offer, fresh]))
  })

  it('sends an offer while the links end opens none', async () => {
    const offer = await offered()
    relay(alice, bob, offer)
    bob.links.end()
    // As long as it takes to look at a signal, and longer.
    for (let looks = 0; looks < 5; looks++) await bob.person.sealer.verifySignal(offer, alice.person.sealer.identityKey)
    expect(bob.reached).toEqual([])
    bob.links.want(alice.person.name)
    expect(bob.links.state(alice.person.name).state).toBe('idle')
  })

  it('sends signals of many who do not exist leaves nothing behind', async () => {
    const text = JSON.stringify(await offered())
    for (let i = 0; i < 50; i++) bob.links.take(mallory.name, text)
    relay(alice, bob, parse(text))
    await eventually(() => expect(bob.reached).toHaveLength(1))
  })
})
