import { envelopeToOuter } from '../../../protocol/envelope.ts'
import type { MessageId } from '../../../protocol/ids.ts'
import type { Receipt } from '../../../protocol/mail.ts'
import { createManualClock } from '../../../server/testing/manual-clock.ts'
import { createPerson } from '../../seal/testing/people.ts'
import { alice, bob, idOf } from '../../storage/fixtures.ts'
import { createMemoryDatabase, openMemoryStorage } from '../../storage/memory.ts'
import type { Contacts } from '../contacts.ts'
import type { Delivery } from '../delivery.ts'
import type { OutgoingMessage } from '../messages.ts'
import { createOutbox } from '../outbox.ts'
import type { PeerLinks } from '../peer-links.ts'
import { type DeliveryChange, StorageError } from '../ports/storage.ts'

/** Milliseconds. */
export const DAY = 24 * 3600_000
/** Of the message that alice wrote. */
export const ID = idOf(1)

/** A turn of the loop. */
export const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

/** Waits until something holds. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await turn()
}

/** Alice's outbox with one message to bob, written `age` ago, whom only the mailbox reaches; and what is shown of it. */
export async function createOutboxScene(of: {
  age: number
  delivery: Delivery
  hasServer?: boolean
  /** No change of a delivery can be stored any more. */
  isFull?: boolean
  /** What becomes of a letter as soon as the server has it. */
  outcome?: (id: MessageId | undefined) => Receipt['outcome'] | undefined
}) {
  const [sender, recipient] = await Promise.all([createPerson(alice), createPerson(bob)])
  const manual = createManualClock(100 * DAY)
  const memory = openMemoryStorage(createMemoryDatabase())
  const batches: DeliveryChange[][] = []
  const saveDeliveries: typeof memory.saveDeliveries = async (changes) => {
    batches.push([...changes])
    // What else is answered meanwhile waits for the next one.
    await turn()
    if (of.isFull) throw new StorageError('quota-exceeded')
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
    allowsLinks: () => true,
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
      if (!of.isFull) throw error
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
  return { outbox, shown, puts, asked, memory, batches, stored, compose, proof, opened }
}
