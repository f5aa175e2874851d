import { expect, it } from 'vitest'
import * as v from 'valibot'
import { UserName } from '../../protocol/names.ts'
import { advanceSession, startSession } from './session-state.ts'
import { sessionToView } from './session-view.ts'

const of = {
  name: v.parse(UserName, 'alice'),
  server: 'https://chat.example',
  retryAt: null,
  wallOffset: 1_700_000_000_000,
  unsent: 0,
}

it('calls nothing lost before an attempt has failed', () => {
  const resumed = startSession(true)
  expect(sessionToView(resumed, of)).toMatchObject({ state: 'reconnecting', loss: null })
  const dialled = advanceSession(resumed, { type: 'challenged' })
  expect(sessionToView(dialled, of)).toMatchObject({ state: 'reconnecting', loss: null })
})

it('goes on calling the connection lost while it tries again', () => {
  const loss = { reason: 'unreachable' } as const
  const waiting = advanceSession(startSession(true), { type: 'lost', loss })
  expect(sessionToView(waiting, of)).toMatchObject({ state: 'reconnecting', loss })
  const again = advanceSession(waiting, { type: 'retryDue' })
  expect(sessionToView(again, of)).toMatchObject({ state: 'reconnecting', loss })
})

it('calls a server that turns a resumed session away for now lost too', () => {
  const dialled = advanceSession(startSession(true), { type: 'challenged' })
  const refused = advanceSession(dialled, { type: 'refused', error: 'rate-limited', message: '' })
  expect(sessionToView(refused, of)).toMatchObject({ state: 'reconnecting', loss: { reason: 'closed' } })
})

it('tells the next attempt as a wall time, which all tabs share', () => {
  const waiting = advanceSession(startSession(true), { type: 'lost', loss: { reason: 'lost' } })
  expect(sessionToView(waiting, { ...of, retryAt: 5000 })).toMatchObject({ retryAt: 1_700_000_005_000 })
})
