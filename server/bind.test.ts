import { expect, it } from 'vitest'
import type { Ack } from '../protocol/errors.ts'
import { OVER_LIMIT_CUT } from './bind.ts'
import { createPerson } from './testing/client.ts'
import { messageId } from './testing/fixtures.ts'
import { refused } from './testing/refused.ts'
import { createWorld, type Line } from './testing/world.ts'

/** Sends any arguments; the answer. */
function send(line: Line, event: string, ...args: unknown[]): Promise<Ack<unknown>> {
  return new Promise((resolve) => line.raw(event, args, resolve))
}

it('takes one payload, however right the first of two is', async () => {
  const line = (await createWorld()).connect()
  expect(await send(line, 'recovery:begin', { name: 'nobody' })).toEqual(refused('no-such-user'))
  expect(await send(line, 'recovery:begin', { name: 'nobody' }, {})).toEqual(refused('bad-payload'))
})

it('does nothing for who wants no answer', async () => {
  const { connect, store, until } = await createWorld()
  const line = connect()
  await line.signIn(await createPerson('ann'))
  await connect().signIn(await createPerson('bob'))
  const block = (name: string, ack?: (answer: Ack<unknown>) => void) =>
    line.raw('block:set', [{ name, blocked: true }], ack)
  const answers: unknown[] = []
  block('bob')
  block('nobody', (answer) => answers.push(answer))
  await until(() => answers.length === 1)
  expect((await store.load()).accounts.flatMap(({ blocked }) => blocked)).toEqual([])
})

it('cuts who goes on far beyond the limit on events', async () => {
  const { connect } = await createWorld({ limits: { eventsPerSecond: 1, eventsBurst: 3 } })
  const line = connect()
  for (let sent = 0; sent < 3 + OVER_LIMIT_CUT; sent++) await send(line, 'nothing')
  expect(line.isOpen).toBe(true)
  expect(await send(line, 'nothing')).toEqual(refused('rate-limited'))
  expect(line.isOpen).toBe(false)
})

it.each([
  ['mail:ack', { first: 1, proofs: [null] }],
  ['receipt:ack', { receipts: [{ to: 'bob', id: messageId(1) }] }],
  ['group:ack', { upTo: 0 }],
])('takes ten times as many of %s, beside all other events', async (event, payload) => {
  const { connect, clock } = await createWorld({ limits: { eventsPerSecond: 1, eventsBurst: 2 } })
  const line = connect()
  await line.signIn(await createPerson('ann'))
  await send(line, 'nothing')
  expect(await send(line, 'nothing')).toEqual(refused('rate-limited'))
  for (let sent = 0; sent < 20; sent++) expect(await send(line, event, payload)).toMatchObject({ ok: true })
  expect(await send(line, event, payload)).toEqual(refused('rate-limited'))
  clock.advance(1000)
  for (let sent = 0; sent < 10; sent++) expect(await send(line, event, payload)).toMatchObject({ ok: true })
  expect(await send(line, event, payload)).toEqual(refused('rate-limited'))
})
