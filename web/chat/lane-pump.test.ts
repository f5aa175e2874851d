import { beforeAll, expect, it } from 'vitest'
import { createManualClock } from '../../server/testing/manual-clock.ts'
import { createPerson, linkId, type TestPerson } from '../seal/testing/people.ts'
import { bob } from '../storage/fixtures.ts'
import { createMemoryDatabase, openMemoryStorage } from '../storage/memory.ts'
import { compose } from './compose.ts'
import type { Contacts } from './contacts.ts'
import type { LinkState } from './link-state.ts'
import type { OutgoingMessage } from './messages.ts'
import { createOutbox } from './outbox.ts'
import type { PeerLinks } from './peer-links.ts'
import type { Clock } from './ports/clock.ts'
import { eventually } from './testing/eventually.ts'

let alice: TestPerson
let other: TestPerson

beforeAll(async () => {
  ;[alice, other] = await Promise.all([createPerson('alice'), createPerson(bob)])
})

/** Alice's outbox with one message to bob, who is online, and the ways to him: a link in that state, and the server. */
async function createScene(link: LinkState) {
  const manual = createManualClock()
  const storage = openMemoryStorage(createMemoryDatabase())
  const ways = { link, online: true, sent: 0, wanted: 0, put: 0 }
  const shown: OutgoingMessage['delivery']['state'][] = []
  const gate: { open: Promise<void> } = { open: Promise.resolve() }
  const { identityKey, prekey } = other.bundle
  const contacts: Partial<Contacts> = {
    get: () => undefined,
    recipient: () => gate.open.then(() => ({ name: bob, identityKey, prekey })),
  }
  const links: Partial<PeerLinks> = {
    state: () => ways.link,
    want: () => void ways.wanted++,
    send: () => ++ways.sent > 0,
    rtt: () => null,
    heardSince: () => false,
  }
  const clock: Clock = { wallTime: manual.now, monotonic: manual.elapsed, after: manual.setTimer }
  const outbox = createOutbox({
    storage,
    sealer: alice.sealer,
    clock,
    contacts: contacts as Contacts,
    links: links as PeerLinks,
    ackTimeout: undefined,
    allowsLinks: () => true,
    isConnected: () => true,
    isOnline: () => ways.online,
    async put() {
      ways.put++
      return { ok: true, value: { state: 'stored' } }
    },
    modeChanged() {},
    publish: (messages) =>
      shown.push(...messages.flatMap((each) => (each.kind === 'outgoing' ? each.delivery.state : []))),
    broken(error) {
      throw error
    },
  })
  const written = { me: alice.name, conversation: bob, type: 'text', text: 'hi' } as const
  let writing = 0
  async function write(): Promise<OutgoingMessage> {
    const id = ++writing
    const [message] = await compose(written, {
      storage,
      clock,
      randomBytes: (length) => new Uint8Array(length).fill(id),
    })
    if (message?.kind !== 'outgoing') throw new Error('nothing was written')
    return message
  }
  return { manual, ways, shown, gate, outbox, write, message: await write() }
}

it('asks for a link that became possible while it sealed', async () => {
  const { manual, ways, gate, outbox, message } = await createScene({ state: 'idle', failures: 1, notBefore: 1000 })
  let open = () => {}
  gate.open = new Promise((resolve) => (open = resolve))
  outbox.add([message])
  manual.advance(1000)
  open()
  await eventually(() => expect(ways).toMatchObject({ wanted: 1, put: 0 }))
  manual.advance(2000)
  await eventually(() => expect(ways.put).toBe(1))
})

it('sends what was written while it sealed what came before', async () => {
  const { ways, gate, outbox, write, message } = await createScene({ state: 'open', linkId: linkId(1), since: 0 })
  let open = () => {}
  gate.open = new Promise((resolve) => (open = resolve))
  outbox.add([message])
  outbox.add([await write()])
  open()
  await eventually(() => expect(ways.sent).toBe(2))
})

it('waits for no ack any more of what was delivered from the mailbox meanwhile', async () => {
  const link = { state: 'open', linkId: linkId(1), since: 0 } as const
  const { manual, shown, outbox, message } = await createScene(link)
  outbox.add([message])
  await eventually(() => expect(shown).toEqual(['sentDirect']))
  const proof = await alice.sealer.receiptProof(message)
  expect(await outbox.receipt({ to: bob, id: message.id, outcome: { outcome: 'opened', proof } })).toBe(true)
  expect(shown).toEqual(['sentDirect', 'delivered'])
  manual.advance(10_000)
  expect(outbox.mode(bob)).toEqual({ type: 'direct' })
})

it('gives up no link for a peer who went while it was being opened', async () => {
  const { manual, ways, shown, outbox, message } = await createScene({ state: 'idle', failures: 0, notBefore: 0 })
  outbox.add([message])
  expect(ways.wanted).toBe(1)
  ways.online = false
  outbox.look(bob)
  await eventually(() => expect(shown).toEqual(['storing', 'stored']))
  ways.online = true
  manual.advance(2000)
  expect(outbox.mode(bob)).toEqual({ type: 'direct' })
})
