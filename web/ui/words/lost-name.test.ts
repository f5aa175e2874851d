import { expect, test } from 'vitest'
import type { UserName } from '../../../protocol/names.ts'
import type { SessionView, SignedOutNotice } from '../../chat/chat-view.ts'
import { isLostName } from './lost-name.ts'

const server = 'https://chat.example'
const [ann, bob] = ['ann' as UserName, 'bob' as UserName]
const refused = (error: 'name-taken' | 'registration-closed'): SignedOutNotice => ({
  kind: 'problem',
  problem: { kind: 'refused', error, message: '' },
})
const signedOut = (notice: SignedOutNotice): SessionView => ({
  state: 'signedOut',
  name: ann,
  server,
  notice,
})

test.each([
  ['taken, and signed in from here before', signedOut(refused('name-taken')), { name: ann, server }, true],
  ['taken, and never here', signedOut(refused('name-taken')), { name: bob, server }, false],
  ['taken on another server', signedOut(refused('name-taken')), { name: ann, server: 'https://b.example' }, false],
  ['refused otherwise', signedOut(refused('registration-closed')), { name: ann, server }, false],
  ['signed out', signedOut({ kind: 'signed-out', unsent: 0 }), { name: ann, server }, false],
])('whether it is lost: %s', (_, session, resident, lost) => {
  expect(isLostName(session, [resident])).toBe(lost)
})
