import { expect, test } from 'vitest'
import { parseName } from '../../../protocol/names.ts'
import { recoveryWords } from './recovery.ts'

const ann = parseName('ann')
if (!ann.ok) throw new Error('a name')
const who = { name: ann.name, server: 'https://chat.example' }
const signedIn = { ...who, state: 'signedIn', welcome: 'back', waiting: 0, fence: 1, relay: false } as const

test('nobody who is signed in is told to sign in', () => {
  expect(recoveryWords({ ...signedIn, recovery: true })).toMatch(/^You have one\./)
  expect(recoveryWords({ ...signedIn, recovery: false })).toMatch(/none yet/)
  const away = { ...who, state: 'reconnecting', loss: { reason: 'unreachable' }, retryAt: null } as const
  expect(recoveryWords(away)).toMatch(/when the server answers/)
  expect(recoveryWords({ ...who, state: 'signedOut', notice: null })).toMatch(/^Sign in/)
})
