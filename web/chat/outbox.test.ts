import { beforeEach, expect, it } from 'vitest'
import { envelopeToOuter } from '../../protocol/envelope.ts'
import type { MessageId } from '../../protocol/ids.ts'
import type { Receipt } from '../../protocol/mail.ts'
import { createManualClock } from '../../server/testing/manual-clock.ts'
import { createPerson, type TestPerson } from '../seal/testing/people.ts'
import { alice, bob, idOf } from '../storage/fixtures.ts'
import { createMemoryDatabase, openMemoryStorage } from '../storage/memory.ts'
import type { Contacts } from './contacts.ts'
import type { Delivery } from './delivery.ts'
import type { OutgoingMessage } from './messages.ts'
import { createOutbox } from './outbox.ts'
import type { PeerLinks } from './peer-links.ts'
import type { DeliveryChange } from './ports/storage.ts'

const DAY = 24 * 3600_000
const ID = idOf(1)

let sender: TestPerson
let recipient: TestPerson

beforeEach(async () => {
  ;[sender, recipient] = await Promise.all([createPerson(alice), createPerson(bob)])
})

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await turn()
}

/** Alice's outbox with one message to bob, written `age` ago, whom only the mailbox reaches; and what is shown of it. */
async function createScene(of: {
  age: number
  delivery: Delivery
  hasServer?: boolean
  /** What becomes of a letter as soon as the server has it. */
  outcome?: (id: MessageId | undefined) => Receipt['outcome'] | undefined
}) {
  const manual = createManualClock(100 * DAY)
  const memory = openMemoryStorage(createMemoryDatabase())
  const batches: DeliveryChange[][] = []
  const saveDeliveries: typeof memory.saveDeliveries = async (changes) => {
    batches.push([...changes])
    // What else is answered meanwhile waits for the next one.
    await turn()
    return memory.saveDeliveries(changes)
  }
  const storage = { ...memory, saveDeliveries }
  const shown: Delivery['state'][] = []
  const puts: Uint8Array[] = []
  const { identityKey, prekey } = recipient.bundle
  const asked: boolean[] = []
  const contacts: Partial<Contacts> = {
    get: () => undefined,
    async recipient(_, fresh) {
      asked.push(fresh)
      return { name: bob, identityKey, prekey }
    },
  }
  const links: Partial<PeerLinks> = {
    state: () => ({ state: 'idle', failures: 0, notBefore: 0 }),
    want() {},
    rtt: () => null,
    heardSince: () => false,
  }
  const outbox = createOutbox({
    storage,
    sealer: sender.sealer,
    clock: { wallTime: manual.now, monotonic: manual.elapsed, after: manual.setTimer },
    contacts: contacts as Contacts,
    links: links as PeerLinks,
    ackTimeout: undefined,
    linksEnabled: true,
    isConnected: () => of.hasServer ?? true,
    isOnline: () => false,
    async put(_, envelope) {
      puts.push(envelope)
      // An answer takes longer than what follows it: what becomes of one letter is known while another is on its way.
      for (let turns = 0; turns < 3; turns++) await turn()
      const id = envelopeToOuter(envelope)?.id
      const outcome = of.outcome?.(id)
      if (id && outcome) setImmediate(() => void outbox.receipt({ to: bob, id, outcome }))
      return { ok: true, value: { state: 'stored' } }
    },
    modeChanged() {},
    publish(messages) {
      for (const message of messages) if (message.kind === 'outgoing') shown.push(message.delivery.state)
    },
    broken(error) {
      throw error
    },
  })
  const token = 'AAAAAAAAAAAAAAAAAAAAAA'
  const written = {
    id: ID,
    conversation: bob,
    from: alice,
    sentAt: manual.now() - of.age,
    type: 'text',
    text: 'hi',
  } as const
  await storage.compose([{ ...written, kind: 'outgoing', receiptToken: token, delivery: { state: 'queued' } }])
  await memory.saveDeliveries([{ id: ID, delivery: of.delivery }])
  const stored = async (id = ID): Promise<OutgoingMessage> => {
    const message = await storage.message(id)
    if (message?.kind !== 'outgoing') throw new Error('it is gone')
    return message
  }
  /** Composes the nth message. */
  const compose = async (n: number, type: 'text' | 'read'): Promise<OutgoingMessage> => {
    const of = { ...written, id: idOf(n), type, text: '1' } as const
    await storage.compose([{ ...of, kind: 'outgoing', receiptToken: token, delivery: { state: 'queued' } }])
    return stored(of.id)
  }
  const proof = await sender.sealer.receiptProof({ receiptToken: token, id: ID })
  const opened: Receipt = { to: bob, id: ID, outcome: { outcome: 'opened', proof } }
  return { outbox, shown, puts, asked, memory, batches, stored, compose, opened }
}

it('sends a message again that had expired, as often as one asks for it', async () => {
  const { outbox, shown, puts, stored } = await createScene({ age: 31 * DAY, delivery: { state: 'expired' } })
  outbox.retry(await stored())
  await until(() => shown.at(-1) === 'stored')
  expect(shown).not.toContain('expired')
  expect(puts).toHaveLength(1)
})

it('gives a message that is sent again its days anew, over a reload too', async () => {
  const gone = await createScene({ age: 31 * DAY, delivery: { state: 'expired' }, hasServer: false })
  gone.outbox.retry(await gone.stored())
  await until(() => gone.shown.at(-1) === 'queued')
  const { delivery } = await gone.stored()
  const { outbox, shown, stored } = await createScene({ age: 31 * DAY, delivery })
  outbox.add([await stored()])
  await until(() => shown.length > 1)
  expect(shown).toEqual(['storing', 'stored'])
})

it('counts as unsent what neither the peer nor the server has', async () => {
  const { outbox, shown, stored } = await createScene({ age: 0, delivery: { state: 'queued' } })
  outbox.add([await stored()])
  expect(outbox.unsent()).toMatchObject([{ id: ID, type: 'text' }])
  await until(() => shown.at(-1) === 'stored')
  expect(outbox.unsent()).toEqual([])
})

it('gives up what nobody took for 30 days', async () => {
  const { outbox, shown, puts, stored } = await createScene({ age: 31 * DAY, delivery: { state: 'queued' } })
  outbox.add([await stored()])
  await until(() => shown.at(-1) === 'expired')
  expect(puts).toEqual([])
})

it('gives up, asked to, what only waits, and nothing on its way', async () => {
  for (const [hasServer, state] of [
    [true, 'storing'],
    [false, 'queued'],
  ] as const) {
    const { outbox, shown, stored } = await createScene({ age: 0, delivery: { state: 'queued' }, hasServer })
    outbox.add([await stored()])
    await until(() => !hasServer || shown.at(-1) === state)
    outbox.age([ID, idOf(2)])
    await until(() => ['stored', 'expired'].includes(shown.at(-1) ?? ''))
    expect(shown).toEqual(hasServer ? ['storing', 'stored'] : ['expired'])
    expect((await stored()).delivery.state).toBe(shown.at(-1))
  }
})

it('counts the days of a letter from when the server has it', async () => {
  const at = 100 * DAY - 5 * DAY
  const { outbox, shown, stored } = await createScene({ age: 31 * DAY, delivery: { state: 'stored', at } })
  outbox.add([await stored()])
  await turn()
  expect(shown).toEqual([])
  expect((await stored()).delivery).toEqual({ state: 'stored', at })
})

it('looks for new keys when one sends again what was lost with the old ones', async () => {
  const outcome = () => ({ outcome: 'keys-lost' }) as const
  const { outbox, asked, stored } = await createScene({ age: 0, delivery: { state: 'queued' }, outcome })
  outbox.add([await stored()])
  while ((await stored()).delivery.state !== 'failed') await turn()
  outbox.retry(await stored())
  await until(() => asked.includes(true))
})

it('sends a message again that another tab, which led, has given up', async () => {
  const { outbox, puts, memory, stored } = await createScene({ age: DAY, delivery: { state: 'stored', at: 99 * DAY } })
  outbox.add([await stored()])
  await memory.saveDeliveries([{ id: ID, delivery: { state: 'failed', reason: 'keys-lost' } }])
  outbox.retry(await stored())
  await until(() => puts.length === 1)
})

it('takes a receipt that comes after it was given up', async () => {
  const { outbox, stored, opened } = await createScene({ age: 31 * DAY, delivery: { state: 'expired' } })
  expect(await outbox.receipt(opened)).toBe(true)
  expect((await stored()).delivery).toMatchObject({ state: 'delivered', way: 'mailbox' })
})

it('does not give up again, for what became of the letter before, what is being sent again', async () => {
  const delivery = { state: 'queued', since: 100 * DAY } as const
  const { outbox, stored } = await createScene({ age: 31 * DAY, delivery, hasServer: false })
  outbox.add([await stored()])
  for (const outcome of ['expired', 'rejected'] as const)
    expect(await outbox.receipt({ to: bob, id: ID, outcome: { outcome } })).toBe(true)
  expect((await stored()).delivery).toEqual(delivery)
})

it('gives up a letter that lay too long at the server, or was not accepted', async () => {
  for (const [outcome, delivery] of [
    ['expired', { state: 'expired' }],
    ['rejected', { state: 'failed', reason: 'rejected' }],
  ] as const) {
    const { outbox, stored } = await createScene({ age: DAY, delivery: { state: 'stored', at: 99 * DAY } })
    outbox.add([await stored()])
    expect(await outbox.receipt({ to: bob, id: ID, outcome: { outcome } })).toBe(true)
    expect((await stored()).delivery).toEqual(delivery)
  }
})

for (const [outcome, again] of [
  ['rejected', 0],
  ['keys-lost', 2],
] as const)
  it(`sends ${again} of two notes of reading again that ended as "${outcome}", and only behind a text`, async () => {
    const { outbox, puts, stored, compose } = await createScene({
      age: 0,
      delivery: { state: 'queued' },
      outcome: (id) => (id === ID ? undefined : { outcome }),
    })
    /** Waits for so many, and then for more that must not come. */
    const expectPuts = async (count: number) => {
      await until(() => puts.length >= count)
      await new Promise((resolve) => setTimeout(resolve, 100))
      expect(puts).toHaveLength(count)
    }
    for (const n of [2, 3]) {
      outbox.add([await compose(n, 'read')])
      while ((await stored(idOf(n))).delivery.state !== 'failed') await turn()
    }
    await expectPuts(2)
    outbox.add([await stored()])
    await expectPuts(3 + again)
  })

it('looks for notes of reading to send again once for each batch of letters, not for each of these', async () => {
  const { outbox, batches, stored, compose } = await createScene({ age: 0, delivery: { state: 'queued' } })
  const note = await compose(2, 'read')
  let looks = 0
  const rejected: OutgoingMessage = {
    ...note,
    delivery: { state: 'failed', reason: 'rejected' },
    get type() {
      looks++
      return note.type
    },
  }
  const letters = await Promise.all(Array.from({ length: 20 }, (_, n) => compose(n + 3, 'text')))
  outbox.add([rejected, ...letters])
  for (const { id } of letters) while ((await stored(id)).delivery.state !== 'stored') await turn()
  expect(looks).toBe(batches.length)
  expect(batches.length).toBeLessThan(letters.length)
})
