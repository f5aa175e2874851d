import { beforeEach, describe, expect, it } from 'vitest'
import { frameToBytes } from '../../../protocol/frames.ts'
import { LIMITS } from '../../../protocol/limits.ts'
import { createManualClock, type ManualClock } from '../../../server/testing/manual-clock.ts'
import { createPerson, linkId, type TestPerson } from '../../seal/testing/people.ts'
import { takeBundle } from '../contacts.ts'
import { LINK_TIMES } from '../link-state.ts'
import { createPeerLinks, type PeerLinks } from '../peer-links.ts'
import type { UnsignedSignal } from '../ports/sealer.ts'
import type { LinkTerms, PeerConnection, PeerLink } from '../ports/peer-link.ts'
import { createFileStage } from '../testing/file-stage.ts'
import { eventually } from '../testing/eventually.ts'

// A peer whose client is not ours sends as much as its link carries.

const FINGERPRINT = Array<string>(32).fill('AB').join(':')
const SDP = `v=0\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=fingerprint:sha-256 ${FINGERPRINT}\r\n`
const letter = (bytes: number) => frameToBytes({ type: 'envelope', envelope: new Uint8Array(bytes) })

let alice: TestPerson
let bob: TestPerson
let carol: TestPerson
let manual: ManualClock
let links: PeerLinks
/** What bob was told of alice. */
let letters: number
let closed: string[]
/** Signals that he was given, and that he has looked at. */
let taken: number
let looked: number
let attempts = 0
/** The attempts that cost him a connection. */
let opened: (LinkTerms & Parameters<PeerLink['connect']>[1])[]

beforeEach(async () => {
  const people = await Promise.all(['alice', 'bob', 'carol'].map((name) => createPerson(name)))
  ;[alice, bob, carol] = people as [TestPerson, TestPerson, TestPerson]
  ;[letters, closed, opened, looked, taken] = [0, [], [], 0, 0]
  manual = createManualClock()
  const contacts = [alice, carol].map(({ bundle }) => takeBundle(undefined, bundle))
  const link: PeerLink = {
    connect(terms, on) {
      opened.push({ ...terms, ...on })
      return { signal() {}, send: () => true, isRelayed: async () => false, close() {} }
    },
  }
  links = createPeerLinks(
    {
      me: bob.name,
      link,
      clock: { wallTime: manual.now, monotonic: manual.elapsed, after: manual.setTimer },
      randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
      sealer: bob.sealer,
      policy: () => 'all',
      iceServers: () => [],
      renewed: () => undefined,
      async contact(peer) {
        looked += 1
        return contacts.find(({ name }) => name === peer)
      },
      sendSignal() {},
    },
    {
      opened() {},
      closed: (_, reason) => closed.push(reason),
      answered() {},
      writable() {},
      frame: () => (letters += 1),
      changed() {},
    },
  )
  return () => links.end()
})

/** Has bob look at a signal of somebody, and at all that came before. */
async function say(from: TestPerson, type: 'offer' | 'knock' | 'candidate', id = linkId(++attempts)): Promise<void> {
  const rest = { offer: { sdp: SDP }, knock: {}, candidate: { candidate: { candidate: 'candidate:1' } } }[type]
  const unsigned = { type, linkId: id, ...rest } as UnsignedSignal
  links.take(from.name, JSON.stringify(await from.sealer.signSignal(unsigned, bob.sealer.identityKey)))
  const due = ++taken
  if (type === 'candidate') await eventually(() => expect(looked).toBe(due))
  else await say(from, 'candidate')
}

/** Opens a link, and sends over it until it is closed or `most` letters are sent. Tells how many were taken. */
async function flood(bytes: number, most: number): Promise<number> {
  await say(alice, 'offer')
  const connection = opened.at(-1)
  const before = letters
  connection?.open()
  for (let sent = 0; sent < most && links.state(alice.name).state === 'open'; sent++)
    connection?.received(letter(bytes))
  return letters - before
}

describe('a peer that sends letters without end', () => {
  it('is cut off, and what was too much is passed to nobody', async () => {
    const taken = await flood(LIMITS.envelope, 1000)
    expect(taken).toBeGreaterThan(400)
    expect(taken).toBeLessThan(520)
    expect([links.state(alice.name), closed]).toEqual([{ state: 'flooded' }, ['flooded']])
    opened[0]?.received(letter(300))
    expect(letters).toBe(taken)
  })

  it('is not linked for a while, whoever asks and whatever happens meanwhile', async () => {
    await flood(LIMITS.envelope, 1000)
    manual.advance(LINK_TIMES.flooded - 1)
    links.encourage()
    links.close(alice.name)
    links.want(alice.name)
    await say(alice, 'offer')
    expect([links.state(alice.name), opened.length]).toEqual([{ state: 'flooded' }, 1])
    manual.advance(1)
    expect(links.state(alice.name).state).toBe('idle')
    await say(alice, 'offer')
    expect([links.state(alice.name).state, opened.length]).toEqual(['negotiating', 2])
  })

  it('has no new allowance with a new link', async () => {
    await flood(LIMITS.envelope, 1000)
    manual.advance(LINK_TIMES.flooded)
    const taken = await flood(LIMITS.envelope, 1000)
    expect(taken).toBeGreaterThan(0)
    expect(taken).toBeLessThan(20)
  })

  it('may go on asking for signs of life, typing and acking', async () => {
    await say(alice, 'offer')
    const connection = opened.at(-1)
    connection?.open()
    for (let sent = 0; sent < 100_000; sent++) connection?.received(frameToBytes({ type: 'typing' }))
    expect([links.state(alice.name).state, letters]).toEqual(['open', 100_000])
  })
})

describe('a peer that begins one attempt after another', () => {
  it('costs a few connections at once, and then one every other second', async () => {
    for (let sent = 0; sent < 40; sent++) await say(alice, 'offer')
    expect(opened).toHaveLength(6)
    manual.advance(8000)
    for (let sent = 0; sent < 10; sent++) await say(alice, 'offer')
    expect(opened).toHaveLength(10)
  })

  it('costs no more when each fails at once, or is asked for by knocks', async () => {
    for (const [peer, type] of [
      [alice, 'offer'],
      [carol, 'knock'],
    ] as const) {
      opened = []
      for (let sent = 0; sent < 20; sent++) {
        await say(peer, type)
        opened.at(-1)?.closed('no sense in it')
      }
      expect(opened).toHaveLength(6)
    }
  })

  it('gets nothing by repeating what was one too many', async () => {
    for (let sent = 0; sent < 6; sent++) await say(alice, 'offer')
    const excess = linkId(++attempts)
    await say(alice, 'offer', excess)
    manual.advance(8000)
    await say(alice, 'offer', excess)
    expect(opened).toHaveLength(6)
    await say(alice, 'offer')
    expect(opened).toHaveLength(7)
  })

  it('begins nothing out of its turn: the smaller name offers, the larger knocks', async () => {
    await say(alice, 'knock')
    await say(carol, 'offer')
    expect(opened).toEqual([])
    await say(alice, 'offer')
    await say(carol, 'knock')
    expect(opened.map(({ initiator }) => initiator)).toEqual([false, true])
  })

  it('is linked each time when its page is loaded again, or its network comes and goes', async () => {
    for (let times = 0; times < 5; times++) {
      await say(alice, 'offer')
      opened.at(-1)?.open()
    }
    for (let times = 0; times < 20; times++) {
      manual.advance(2000)
      await say(alice, 'offer')
      opened.at(-1)?.open()
    }
    expect([opened.length, links.state(alice.name).state]).toEqual([25, 'open'])
  })
})

const stage = createFileStage()

it('takes by the mailbox what a peer sends beyond the limit, once, and says why', async () => {
  const [{ name }, { name: reader }] = stage.actors(['mallory', 'reader'])
  let wire: PeerConnection | undefined
  const peerLink: PeerLink = { connect: (of, on) => (wire = stage.peerLink.connect(of, on)) }
  const [mallory, alice] = [stage.actor(name, { peerLinks: true, peerLink }), stage.actor(reader, { peerLinks: true })]
  for (const each of [mallory, alice]) await each.signIn()
  await mallory.say(alice, 'first')
  await eventually(() => expect(mallory.delivery(alice, 'first')).toMatchObject({ state: 'delivered', way: 'direct' }))
  for (let sent = 0; sent < 600; sent++) wire?.send(letter(LIMITS.envelope))
  await eventually(() => expect(alice.contact(mallory).link).toEqual({ state: 'mailbox', why: 'flooded' }))
  for (const text of ['second', 'third']) await mallory.say(alice, text)
  await alice.say(mallory, 'enough')
  await eventually(() => expect(alice.read(mallory)).toEqual(['first', 'second', 'third']))
  await eventually(() => expect(mallory.read(alice)).toEqual(['enough']))
  for (const text of ['second', 'third'])
    await eventually(() => expect(mallory.delivery(alice, text)).toMatchObject({ state: 'delivered', way: 'mailbox' }))
})
