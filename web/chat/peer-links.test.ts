import { beforeEach, expect, it } from 'vitest'
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

beforeEach(async () => {
  ;[alice, bob] = await Promise.all([createPerson('alice'), createPerson('bob')])
  policy = 'all'
})

/** Alice's links, to bob only. */
function linksOfAlice() {
  const opened: LinkTerms[] = []
  const sent: string[] = []
  const says: ((signal: UnsignedSignal) => void)[] = []
  const link: PeerLink = {
    connect(terms, on) {
      opened.push(terms)
      says.push(on.signal)
      return { signal() {}, send: () => true, close() {} }
    },
  }
  const contact = takeBundle(undefined, bob.bundle)
  const links = createPeerLinks(
    {
      me: alice.name,
      link,
      clock: realClock,
      randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
      sealer: alice.sealer,
      policy: () => policy,
      iceServers: () => [],
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
  return { links, opened, sent, candidate }
}

it.each([
  ['all', [false]],
  ['relay-only', [true]],
  ['never', []],
] as const)('opens them on the terms that hold: %s', (now, terms) => {
  policy = now
  const { links, opened } = linksOfAlice()
  links.want(bob.name)
  expect(opened.map(({ relayOnly }) => relayOnly)).toEqual(terms)
  links.end()
})

it('lets out no address of an attempt that was given up while it was being signed', async () => {
  const { links, sent, candidate } = linksOfAlice()
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
