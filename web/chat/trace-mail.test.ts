import { expect, it } from 'vitest'
import type { MailTrace, Traced } from '../../protocol/mail.ts'
import { createManualClock } from '../../server/testing/manual-clock.ts'
import { bob } from '../storage/fixtures.ts'
import type { CommandResult } from './ports/server-link.ts'
import { createOutboxScene, DAY, ID, until } from './testing/outbox-scene.ts'
import { realClock } from './testing/stage.ts'
import { createMailTracer } from './trace-mail.ts'

const waiting = { state: 'stored', at: 99 * DAY } as const

/** A message that waits in the mailbox for all its sender knows, and a server that says this when asked. */
async function stage(of: { state?: Traced['state']; answers?: boolean; connected?: boolean }) {
  const scene = await createOutboxScene({ age: DAY, delivery: waiting })
  scene.outbox.add([await scene.stored()])
  const asked: MailTrace['letters'][] = []
  async function ask(letters: MailTrace['letters']): Promise<CommandResult<'mail:trace'>> {
    asked.push(letters)
    if (of.answers === false) return { ok: false, error: { kind: 'no-answer', message: '' } }
    const traced: Traced =
      of.state === 'settled' ? { state: 'settled', receipt: scene.opened } : { state: of.state ?? 'stored' }
    return { ok: true, value: { letters: letters.map(() => traced) } }
  }
  const manual = createManualClock(100 * DAY)
  const clock = { wallTime: manual.now, monotonic: manual.elapsed, after: manual.setTimer }
  const tracer = createMailTracer({ outbox: scene.outbox, clock, isConnected: () => of.connected ?? false, ask })
  return { ...scene, asked, manual, tracer, trace: tracer.welcomed }
}

it('sends again what the server knows nothing of', async () => {
  const { trace, asked, shown, puts, stored } = await stage({ state: 'unknown' })
  await trace()
  await until(() => shown.length === 3)
  expect(asked).toEqual([[{ to: bob, id: ID }]])
  expect(shown).toEqual(['queued', 'storing', 'stored'])
  expect(puts).toHaveLength(1)
  expect((await stored()).delivery).toEqual({ state: 'stored', at: 100 * DAY })
  await trace()
  expect(asked).toHaveLength(2)
})

it('believes the receipt that another browser has acked', async () => {
  const { trace, stored, outbox } = await stage({ state: 'settled' })
  await trace()
  expect((await stored()).delivery).toMatchObject({ state: 'delivered', way: 'mailbox' })
  expect(outbox.stored()).toEqual([])
})

it.each([{ state: 'stored' as const }, { answers: false }])('leaves alone what waits, or may wait: %j', async (of) => {
  const { trace, asked, shown, stored } = await stage(of)
  await trace()
  expect(asked).toHaveLength(1)
  expect(shown).toEqual([])
  expect((await stored()).delivery).toEqual(waiting)
})

it('asks again what was not answered in time, while there is a connection', async () => {
  const of = { state: 'unknown' as const, answers: false, connected: true }
  const { trace, asked, shown, manual, tracer } = await stage(of)
  await trace()
  manual.advance(1999)
  expect(asked).toHaveLength(1)
  of.answers = true
  manual.advance(1)
  await until(() => shown.length === 3)
  expect(shown).toEqual(['queued', 'storing', 'stored'])

  Object.assign(of, { answers: false, connected: false })
  await trace()
  Object.assign(of, { connected: true })
  await trace()
  tracer.close()
  manual.advance(60_000)
  expect(asked).toHaveLength(4)
})

it('asks for two hundred at a time', async () => {
  const letters = Array.from({ length: 450 }, () => ({ to: bob, id: ID }))
  const asked: number[] = []
  const outbox = { stored: () => letters, forgotten() {}, receipt: async () => true }
  const ask = async (page: MailTrace['letters']) => {
    asked.push(page.length)
    return { ok: true, value: { letters: page.map(() => ({ state: 'stored' as const })) } } as const
  }
  await createMailTracer({ outbox, clock: realClock, isConnected: () => true, ask }).welcomed()
  expect(asked).toEqual([200, 200, 50])
})
