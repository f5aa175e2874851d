import { expect, test } from 'vitest'
import type { SessionView } from '../../chat/chat-view.ts'
import { greet, type Greeting } from './greeting.ts'

const signedIn = (waiting: number) => ({ state: 'signedIn', name: 'ann', welcome: 'back', waiting }) as SessionView
const come = (state: Exclude<SessionView['state'], 'signedIn'>) => ({ state }) as SessionView

/** All that is said while the session comes to this, one after the other. */
function said(sessions: readonly SessionView[]): string[] {
  let due: Greeting = 'none'
  return sessions.flatMap((session) => {
    const greeting = greet(due, session)
    due = greeting.due
    return greeting.words ?? []
  })
}

test.each<[string, SessionView[], string[]]>([
  ['a sign-in is welcomed', [come('new'), come('signingIn'), signedIn(0)], ['Welcome back, ann.']],
  ['a reload without mail is no news', [come('signingIn'), come('reconnecting'), signedIn(0)], []],
  [
    'a reload tells of mail, however long the server was away',
    [come('signingIn'), come('reconnecting'), come('reconnecting'), signedIn(2)],
    ['Welcome back, ann. You have 2 messages waiting.'],
  ],
  [
    'nothing is said twice, nor at a reconnection or takeover; a lost connection takes it back once',
    [come('signingIn'), signedIn(1), signedIn(1), come('reconnecting'), come('reconnecting'), signedIn(3)],
    ['Welcome back, ann. You have 1 message waiting.', ''],
  ],
  [
    'a sign-out takes it back, the next sign-in is welcomed anew',
    [come('signingIn'), signedIn(0), come('signingOut'), come('signedOut'), come('signingIn'), signedIn(0)],
    ['Welcome back, ann.', '', 'Welcome back, ann.'],
  ],
])('%s', (_, sessions, words) => {
  expect(said(sessions)).toEqual(words)
})
