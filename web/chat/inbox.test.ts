import { expect, it } from 'vitest'
import { createPerson, plainText, type TestPerson } from '../seal/testing/people.ts'
import { createMemoryDatabase, openMemoryStorage } from '../storage/memory.ts'
import { createContacts, takeBundle } from './contacts.ts'
import { createInbox, type Verdict } from './inbox.ts'
import type { Clock } from './ports/clock.ts'
import type { Storage } from './ports/storage.ts'
import { eventually } from './testing/eventually.ts'
import { createTabsOfOne } from './testing/tabs-of-one.ts'

/** The contacts of somebody who knows one other. */
function contactsOf({ sealer }: TestPerson, storage: Storage, { bundle }: TestPerson) {
  return createContacts({
    storage,
    sealer,
    known: [takeBundle(undefined, bundle)],
    fetch: async () => ({ ok: false, error: { kind: 'no-answer', message: '' } }),
    changed() {},
  })
}

it('shows what was stored while the session ended, and acks it no more', async () => {
  const [alice, bob] = [await createPerson('alice'), await createPerson('bob')]
  const stored = openMemoryStorage(createMemoryDatabase())
  const { clock } = createTabsOfOne()
  const { sealer } = bob
  const heard: string[] = []
  const over: { end: () => void } = { end() {} }
  const storage: typeof stored = {
    ...stored,
    async receive(messages) {
      const fresh = await stored.receive(messages)
      over.end()
      return fresh
    },
  }
  const contacts = contactsOf(bob, storage, alice)
  const shown = new Promise<void>((resolve) => {
    const inbox = createInbox({
      storage,
      sealer,
      clock,
      contacts,
      arrivalTime: clock.wallTime,
      shown(messages) {
        heard.push(...messages.map(({ text }) => text))
        resolve()
      },
      broken: (error) => heard.push(String(error)),
    })
    over.end = () => inbox.close()
    void alice.sealer.seal(plainText('late'), { ...bob.bundle }).then((envelope) =>
      inbox.take({
        from: alice.name,
        envelope,
        way: 'mailbox',
        receivedAt: 0,
        answer: ({ verdict }) => heard.push(verdict),
      }),
    )
  })
  await shown
  await Promise.resolve()
  expect(heard).toEqual(['late'])
})

it('acks a letter that comes again as it did the first time', async () => {
  const [alice, bob] = [await createPerson('alice'), await createPerson('bob')]
  const storage = openMemoryStorage(createMemoryDatabase())
  const { sealer } = bob
  const contacts = contactsOf(bob, storage, alice)
  const shown: string[] = []
  const inbox = createInbox({
    storage,
    sealer,
    clock: createTabsOfOne().clock,
    contacts,
    arrivalTime: () => 0,
    shown: (messages) => shown.push(...messages.map(({ text }) => text)),
    broken(error) {
      throw error
    },
  })
  const envelope = await alice.sealer.seal(plainText('once'), { ...bob.bundle })
  const take = () =>
    new Promise<Verdict>((answer) => inbox.take({ from: alice.name, envelope, way: 'direct', receivedAt: 0, answer }))
  const first = await take()
  const [second, third] = await Promise.all([take(), take()])
  expect(first).toMatchObject({ verdict: 'held' })
  expect([second, third]).toEqual([first, first])
  // Whatever has happened to its sender since: what is held stays acked.
  await contacts.block(alice.name, true)
  expect(await take()).toEqual(first)
  expect(shown).toEqual(['once'])
})

it('believes no time that is far ahead of when the letter came', async () => {
  const [alice, bob] = [await createPerson('alice'), await createPerson('bob')]
  const storage = openMemoryStorage(createMemoryDatabase())
  const { sealer } = bob
  const letter = plainText('from the future')
  const envelope = await alice.sealer.seal(letter, { ...bob.bundle })
  const ports = { storage, sealer, clock: createTabsOfOne().clock, contacts: contactsOf(bob, storage, alice) }
  const sentAt = await new Promise<number | undefined>((resolve, broken) => {
    const shown = ([message]: readonly { sentAt: number }[]) => resolve(message?.sentAt)
    const receivedAt = letter.sentAt - 300_001
    const inbox = createInbox({ ...ports, arrivalTime: () => 0, shown, broken })
    inbox.take({ from: alice.name, envelope, way: 'mailbox', receivedAt, answer() {} })
  })
  expect(sentAt).toBe(letter.sentAt - 1)
})

it('says of a letter to keys that the name had before that it is to be sealed anew', async () => {
  const [alice, bob, before] = [await createPerson('alice'), await createPerson('bob'), await createPerson('bob')]
  const storage = openMemoryStorage(createMemoryDatabase())
  const { sealer } = bob
  const contacts = contactsOf(bob, storage, alice)
  const envelope = await alice.sealer.seal(plainText('hi'), before.bundle)
  const { clock } = createTabsOfOne()
  const verdict = await new Promise<Verdict>((answer, broken) =>
    createInbox({ storage, sealer, clock, contacts, arrivalTime: () => 0, shown() {}, broken }).take({
      from: alice.name,
      envelope,
      way: 'direct',
      receivedAt: 0,
      answer,
    }),
  )
  expect(verdict).toMatchObject({ verdict: 'stale-bundle' })
})

it('asks no more who somebody is once it is closed', async () => {
  const [alice, bob, carol] = [await createPerson('alice'), await createPerson('bob'), await createPerson('carol')]
  const storage = openMemoryStorage(createMemoryDatabase())
  const { sealer } = bob
  const timers = new Set<() => void>()
  const clock: Clock = {
    ...createTabsOfOne().clock,
    after(_ms, run) {
      timers.add(run)
      return () => timers.delete(run)
    },
  }
  const inbox = createInbox({
    storage,
    sealer,
    clock,
    contacts: contactsOf(bob, storage, carol),
    arrivalTime: () => 0,
    shown() {},
    broken(error) {
      throw error
    },
  })
  const envelope = await alice.sealer.seal(plainText('hi'), { ...bob.bundle })
  inbox.take({ from: alice.name, envelope, way: 'mailbox', receivedAt: 0, answer() {} })
  await eventually(() => expect(timers.size).toBe(1))
  inbox.close()
  expect(timers.size).toBe(0)
})

it('takes a letter of a key that is newer than the answer that was on its way', async () => {
  const [before, alice, bob] = [await createPerson('alice'), await createPerson('alice'), await createPerson('bob')]
  const storage = openMemoryStorage(createMemoryDatabase())
  const { sealer } = bob
  const answers = [before.bundle, alice.bundle]
  const contacts = createContacts({
    storage,
    sealer,
    known: [takeBundle(undefined, before.bundle)],
    fetch: async () => ({ ok: true, value: { bundles: answers.splice(0, 1) } }),
    changed() {},
  })
  const { clock } = createTabsOfOne()
  const verdict = new Promise<Verdict>((resolve, broken) => {
    const inbox = createInbox({ storage, sealer, clock, contacts, arrivalTime: () => 0, shown() {}, broken })
    void alice.sealer
      .seal(plainText('a new phone'), bob.bundle)
      .then((envelope) => inbox.take({ from: alice.name, envelope, way: 'mailbox', receivedAt: 0, answer: resolve }))
  })
  expect(await verdict).toMatchObject({ verdict: 'held' })
})
