import { beforeEach, expect, it } from 'vitest'
import type { IceServers } from '../../protocol/session.ts'
import { createManualClock, type ManualClock } from '../../server/testing/manual-clock.ts'
import { createIceServers } from './ice-servers.ts'
import type { CommandResult } from './ports/server-link.ts'

const MINUTE = 60_000

let manual: ManualClock
let answers: ((result: CommandResult<'ice-servers:fetch'>) => void)[]

beforeEach(() => {
  manual = createManualClock()
  answers = []
})

const named = (username: string, iceLifetime: number | null = 10 * MINUTE): IceServers => ({
  iceServers: [{ urls: ['turn:turn.example'], username, credential: 'secret' }],
  iceLifetime,
})

function keeper(offered: IceServers) {
  const clock = { wallTime: manual.now, monotonic: manual.elapsed, after: manual.setTimer }
  const servers = createIceServers(clock, () => new Promise((resolve) => answers.push(resolve)))
  servers.take(offered)
  return { ...servers, username: () => servers.list()[0]?.username }
}

it('asks for nothing while they are good', () => {
  const { renewed } = keeper(named('first'))
  manual.advance(9 * MINUTE - 1)
  expect(renewed()).toBeUndefined()
  expect(answers).toHaveLength(0)
})

it('never asks for those that do not expire', () => {
  const { renewed } = keeper(named('first', null))
  manual.advance(1e9 * MINUTE)
  expect(renewed()).toBeUndefined()
})

it('asks once for all links that wait, and again when the fresh ones are about to expire', async () => {
  const { renewed, username } = keeper(named('first'))
  manual.advance(9 * MINUTE)
  const waiting = [renewed(), renewed()]
  expect(answers).toHaveLength(1)
  answers[0]?.({ ok: true, value: named('second') })
  for (const each of waiting) await each
  expect(username()).toBe('second')
  manual.advance(9 * MINUTE - 1)
  expect(renewed()).toBeUndefined()
  manual.advance(1)
  expect(renewed()).toBeInstanceOf(Promise)
})

it('goes on with the old ones when none come in time, and takes those that come late', async () => {
  const { renewed, username } = keeper(named('first'))
  manual.advance(20 * MINUTE)
  const waiting = renewed()
  manual.advance(1000)
  await waiting
  expect(username()).toBe('first')
  answers[0]?.({ ok: true, value: named('late') })
  await Promise.resolve()
  expect(username()).toBe('late')
  expect(renewed()).toBeUndefined()
})

it('goes on with the old ones when it is refused fresh ones, and asks again for the next link', async () => {
  const { renewed, username } = keeper(named('first'))
  manual.advance(20 * MINUTE)
  const waiting = renewed()
  answers[0]?.({ ok: false, error: { kind: 'rate-limited', message: '' } })
  await waiting
  expect(username()).toBe('first')
  expect(renewed()).toBeInstanceOf(Promise)
  expect(answers).toHaveLength(2)
})
