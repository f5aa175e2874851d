import { beforeEach, describe, expect, it } from 'vitest'
import { outerToBytes } from '../../../protocol/envelope.ts'
import { createPerson, type TestPerson } from '../../seal/testing/people.ts'
import { incomingPost } from '../../storage/fixtures.ts'
import { createMemoryDatabase, openMemoryStorage } from '../../storage/memory.ts'
import { createContacts, type Contacts } from '../contacts.ts'
import { createInbox, type Inbox, type Verdict } from '../inbox.ts'
import type { Storage } from '../ports/storage.ts'
import { forge } from '../testing/letters.ts'
import { eventually } from '../testing/eventually.ts'
import { realClock } from '../testing/stage.ts'

// A peer on a verified link whose client is not ours.

let alice: TestPerson
let bob: TestPerson
let storage: Storage
let inbox: Inbox
let contacts: Contacts
let fetches: number
let shown: string[]

beforeEach(async () => {
  ;[alice, bob] = [await createPerson('alice'), await createPerson('bob')]
  ;[fetches, shown] = [0, []]
  storage = openMemoryStorage(createMemoryDatabase())
  contacts = createContacts({
    storage,
    sealer: alice.sealer,
    known: [],
    fetch: async () => {
      fetches += 1
      return { ok: true, value: { bundles: [bob.bundle] } }
    },
    changed() {},
  })
  await contacts.learn([bob.name], false)
  inbox = createInbox({
    storage,
    sealer: alice.sealer,
    clock: realClock,
    contacts,
    arrivalTime: realClock.wallTime,
    shown: (messages) => shown.push(...messages.map(({ text }) => text)),
    broken(error) {
      throw error
    },
  })
})

/** Everything that came back for these bytes. */
function send(envelope: Uint8Array, verdicts: Verdict[], way: 'direct' | 'mailbox' = 'direct'): void {
  inbox.take({ from: bob.name, envelope, way, receivedAt: 1, answer: (verdict) => verdicts.push(verdict) })
}

const letter = (text: string) => forge(bob.sealer, bob.name, alice.bundle, text)

describe('a peer that', () => {
  it('sends letters of devices it does not have makes the client fetch nothing', async () => {
    const verdicts: Verdict[] = []
    const { envelope, id } = await letter('x')
    for (let i = 0; i < 50; i++) {
      const device = crypto.getRandomValues(new Uint8Array(16))
      const stranger = new Uint8Array(envelope)
      stranger.set(device, 18)
      send(stranger, verdicts)
    }
    await eventually(() => expect(verdicts).toHaveLength(50))
    expect(new Set(verdicts.map(({ verdict }) => verdict))).toEqual(new Set(['rejected']))
    expect(fetches).toBe(1)
    send(envelope, verdicts)
    await eventually(() => expect(verdicts.at(-1)).toMatchObject({ verdict: 'held', id }))
  })

  it('takes no room from the server, three full pages of whose mailbox may wait from each of two connections', async () => {
    const verdicts: Verdict[] = []
    const { envelope } = await letter('in a full mailbox')
    for (let i = 0; i < 600; i++) send(envelope, verdicts, 'mailbox')
    await eventually(() => expect(verdicts).toHaveLength(600))
  })

  it('sends faster than anybody can read fills no memory, and what others send arrives', async () => {
    const verdicts: Verdict[] = []
    const [{ envelope }, other] = [await letter('flood'), await letter('by the mailbox')]
    const forged = new Uint8Array(envelope)
    forged[100] = (forged[100] ?? 0) ^ 1
    for (let i = 0; i < 10_000; i++) send(forged, verdicts)
    const mailbox: Verdict[] = []
    send(other.envelope, mailbox, 'mailbox')
    await eventually(() => expect(mailbox).toMatchObject([{ verdict: 'held' }]))
    expect(verdicts).toHaveLength(256)
    const after: Verdict[] = []
    send(envelope, after)
    await eventually(() => expect(after).toMatchObject([{ verdict: 'held' }]))
    expect(shown).toEqual(['by the mailbox', 'flood'])
  })

  it('sends bytes that are no letter gets no answer about one', async () => {
    const verdicts: Verdict[] = []
    const header = outerToBytes({
      id: (await letter('x')).id,
      fromDevice: bob.sealer.device,
      toDevice: alice.sealer.device,
      prekeyId: 1,
    })
    const junk = [new Uint8Array(), header, new Uint8Array(70_000), new Uint8Array(300).fill(255)]
    for (const bytes of junk) send(bytes, verdicts)
    await eventually(() => expect(verdicts).toHaveLength(junk.length))
    expect(new Set(verdicts.map(({ verdict }) => verdict))).toEqual(new Set(['malformed']))
  })

  it('gives a letter the id of its own post gets an answer: one without would keep the mailbox shut for ever', async () => {
    const verdicts: Verdict[] = []
    const { envelope, id } = await letter('covered up')
    const post = { ...incomingPost(1, bob.name), id }
    await storage.receivePosts({ posts: [post], confirmed: [], cursor: { place: 1, era: 0, after: 0 } })
    send(envelope, verdicts, 'mailbox')
    await eventually(() => expect(verdicts).toEqual([{ verdict: 'rejected', id }]))
    expect(shown).toEqual([])
  })

  it('is blocked between two letters is not read any more', async () => {
    const verdicts: Verdict[] = []
    send((await letter('first')).envelope, verdicts)
    await eventually(() => expect(verdicts).toHaveLength(1))
    await contacts.block(bob.name, true)
    send((await letter('second')).envelope, verdicts)
    await eventually(() => expect(verdicts.map(({ verdict }) => verdict)).toEqual(['held', 'blocked']))
    expect(shown).toEqual(['first'])
  })

  it('decides nothing about contacts: two changes at once both last', async () => {
    await Promise.all([
      contacts.block(bob.name, true),
      contacts.learn([bob.name], true),
      contacts.verify(bob.name, bob.sealer.identityKey, true),
    ])
    expect(contacts.get(bob.name)).toMatchObject({ blocked: true, verified: bob.sealer.identityKey, changed: null })
  })

  it('has another key by the time of the click is neither accepted nor marked', async () => {
    const [first, second] = [await createPerson('bob'), await createPerson('bob')]
    for (const { bundle } of [first, second]) {
      bob = { ...bob, bundle }
      await contacts.learn([bob.name], true)
    }
    const before = contacts.get(bob.name)
    await contacts.accept(bob.name, first.sealer.identityKey)
    await contacts.verify(bob.name, first.sealer.identityKey, true)
    expect(contacts.get(bob.name)).toBe(before)
    await contacts.accept(bob.name, second.sealer.identityKey)
    expect(contacts.get(bob.name)).toMatchObject({ pinned: second.sealer.identityKey, changed: null })
  })
})
