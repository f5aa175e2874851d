import { expect, it } from 'vitest'
import type { MailTrace, Traced } from '../../protocol/mail.ts'
import { bob } from '../storage/fixtures.ts'
import type { CommandResult } from './ports/server-link.ts'
import { createOutboxScene, DAY, ID, until } from './testing/outbox-scene.ts'
import { traceMail } from './trace-mail.ts'

const waiting = { state: 'stored', at: 99 * DAY } as const

/** A message that waits in the mailbox for all its sender knows, and a server that says this when asked. */
async function stage(of: { state?: Traced['state']; answers?: boolean }) {
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
  return { ...scene, asked, trace: () => traceMail(scene.outbox, ask) }
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

it('asks for two hundred at a time', async () => {
  const letters = Array.from({ length: 450 }, () => ({ to: bob, id: ID }))
  const asked: number[] = []
  const outbox = { stored: () => letters, forgotten() {}, receipt: async () => true }
  await traceMail(outbox, async (page) => {
    asked.push(page.length)
    return { ok: true, value: { letters: page.map(() => ({ state: 'stored' as const })) } }
  })
  expect(asked).toEqual([200, 200, 50])
})
