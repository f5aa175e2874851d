import { expect, it } from 'vitest'
import { bob, idOf } from '../storage/fixtures.ts'
import type { OutgoingMessage } from './messages.ts'
import { createOutboxScene, DAY, ID, turn, until } from './testing/outbox-scene.ts'

it('sends a message again that had expired, as often as one asks for it', async () => {
  const { outbox, shown, puts, stored } = await createOutboxScene({ age: 31 * DAY, delivery: { state: 'expired' } })
  outbox.retry(await stored())
  await until(() => shown.at(-1) === 'stored')
  expect(shown).not.toContain('expired')
  expect(puts).toHaveLength(1)
})

it('gives a message that is sent again its days anew, over a reload too', async () => {
  const gone = await createOutboxScene({ age: 31 * DAY, delivery: { state: 'expired' }, hasServer: false })
  gone.outbox.retry(await gone.stored())
  await until(() => gone.shown.at(-1) === 'queued')
  const { delivery } = await gone.stored()
  const { outbox, shown, stored } = await createOutboxScene({ age: 31 * DAY, delivery })
  outbox.add([await stored()])
  await until(() => shown.length > 1)
  expect(shown).toEqual(['storing', 'stored'])
})

it('counts as unsent what neither the peer nor the server has', async () => {
  const { outbox, shown, stored } = await createOutboxScene({ age: 0, delivery: { state: 'queued' } })
  outbox.add([await stored()])
  expect(outbox.unsent()).toMatchObject([{ id: ID, type: 'text' }])
  await until(() => shown.at(-1) === 'stored')
  expect(outbox.unsent()).toEqual([])
})

it('gives up what nobody took for 30 days', async () => {
  const { outbox, shown, puts, stored } = await createOutboxScene({ age: 31 * DAY, delivery: { state: 'queued' } })
  outbox.add([await stored()])
  await until(() => shown.at(-1) === 'expired')
  expect(puts).toEqual([])
})

it('gives up, asked to, what only waits, and nothing on its way', async () => {
  for (const [hasServer, state] of [
    [true, 'storing'],
    [false, 'queued'],
  ] as const) {
    const { outbox, shown, stored } = await createOutboxScene({ age: 0, delivery: { state: 'queued' }, hasServer })
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
  const { outbox, shown, stored } = await createOutboxScene({ age: 31 * DAY, delivery: { state: 'stored', at } })
  outbox.add([await stored()])
  await turn()
  expect(shown).toEqual([])
  expect((await stored()).delivery).toEqual({ state: 'stored', at })
})

it('looks for new keys when one sends again what was lost with the old ones', async () => {
  const outcome = () => ({ outcome: 'keys-lost' }) as const
  const { outbox, asked, stored } = await createOutboxScene({ age: 0, delivery: { state: 'queued' }, outcome })
  outbox.add([await stored()])
  while ((await stored()).delivery.state !== 'failed') await turn()
  outbox.retry(await stored())
  await until(() => asked.includes(true))
})

it('sends a message again that another tab, which led, has given up', async () => {
  const { outbox, puts, memory, stored } = await createOutboxScene({
    age: DAY,
    delivery: { state: 'stored', at: 99 * DAY },
  })
  outbox.add([await stored()])
  await memory.saveDeliveries([{ id: ID, delivery: { state: 'failed', reason: 'keys-lost' } }])
  outbox.retry(await stored())
  await until(() => puts.length === 1)
})

it('believes a peer that it has a letter only by the proof that is in it, and refuses none that it was not sent', async () => {
  const delivery = { state: 'stored', at: 100 * DAY } as const
  const { outbox, stored, proof } = await createOutboxScene({ age: 0, delivery })
  outbox.add([await stored()])
  await outbox.acked(
    bob,
    ID,
    proof.replace(/^./, (first) => (first === 'A' ? 'B' : 'A')),
  )
  await outbox.acked(bob, idOf(2), proof)
  for (const reason of ['rejected', 'blocked', 'stale-bundle'] as const) outbox.nacked(bob, ID, reason)
  for (let turns = 0; turns < 5; turns++) await turn()
  expect((await stored()).delivery).toEqual(delivery)
  await outbox.acked(bob, ID, proof)
  while ((await stored()).delivery.state === 'stored') await turn()
  expect((await stored()).delivery).toMatchObject({ state: 'delivered', way: 'direct' })
})

it('does not answer for a receipt that cannot be stored', async () => {
  const delivery = { state: 'stored', at: 99 * DAY } as const
  const { outbox, stored, opened } = await createOutboxScene({ age: DAY, delivery, isFull: true })
  outbox.add([await stored()])
  expect(await outbox.receipt(opened)).toBe(false)
  expect((await stored()).delivery).toEqual(delivery)
})

it('takes a receipt that comes after it was given up', async () => {
  const { outbox, stored, opened } = await createOutboxScene({ age: 31 * DAY, delivery: { state: 'expired' } })
  expect(await outbox.receipt(opened)).toBe(true)
  expect((await stored()).delivery).toMatchObject({ state: 'delivered', way: 'mailbox' })
})

it('does not give up again, for what became of the letter before, what is being sent again', async () => {
  const delivery = { state: 'queued', since: 100 * DAY } as const
  const { outbox, stored } = await createOutboxScene({ age: 31 * DAY, delivery, hasServer: false })
  outbox.add([await stored()])
  for (const outcome of ['expired', 'rejected'] as const)
    expect(await outbox.receipt({ to: bob, id: ID, outcome: { outcome } })).toBe(true)
  expect((await stored()).delivery).toEqual(delivery)
})

it('gives up what another tab has sent meanwhile, and storage knows, when its keys are lost', async () => {
  const { outbox, memory, stored } = await createOutboxScene({
    age: 0,
    delivery: { state: 'queued' },
    hasServer: false,
  })
  outbox.add([await stored()])
  await memory.saveDeliveries([{ id: ID, delivery: { state: 'stored', at: 100 * DAY } }])
  expect(await outbox.receipt({ to: bob, id: ID, outcome: { outcome: 'keys-lost' } })).toBe(true)
  expect((await stored()).delivery).toEqual({ state: 'failed', reason: 'keys-lost' })
})

it('sends what was given up and another tab has begun again, and nothing that is told late', async () => {
  const failed = { state: 'failed', reason: 'keys-lost' } as const
  const { outbox, memory, puts, stored } = await createOutboxScene({ age: 0, delivery: failed })
  const message = await stored()
  outbox.add([message])
  outbox.add([{ ...message, delivery: { state: 'queued' } }])
  await turn()
  expect(puts).toEqual([])
  await memory.saveDeliveries([{ id: ID, delivery: { state: 'queued', since: 100 * DAY } }])
  outbox.add([await stored()])
  await until(() => puts.length === 1)
})

it('gives up a letter that lay too long at the server, or was not accepted', async () => {
  for (const [outcome, delivery] of [
    ['expired', { state: 'expired' }],
    ['rejected', { state: 'failed', reason: 'rejected' }],
  ] as const) {
    const { outbox, stored } = await createOutboxScene({ age: DAY, delivery: { state: 'stored', at: 99 * DAY } })
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
    const { outbox, puts, stored, compose } = await createOutboxScene({
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
  const { outbox, batches, stored, compose } = await createOutboxScene({ age: 0, delivery: { state: 'queued' } })
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

it('shows what storage holds when another tab, which led, knew that a letter was delivered before it was lost', async () => {
  const { outbox, shown, memory, stored } = await createOutboxScene({ age: 0, delivery: { state: 'stored', at: 1 } })
  outbox.add([await stored()])
  const delivery = { state: 'delivered', way: 'direct', at: 2, ms: 1 } as const
  await memory.saveDeliveries([{ id: ID, delivery }])
  expect(await outbox.receipt({ to: bob, id: ID, outcome: { outcome: 'keys-lost' } })).toBe(true)
  expect(shown).toEqual(['delivered'])
  expect(outbox.has(ID)).toBe(false)
})
