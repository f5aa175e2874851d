import { expect, test } from 'vitest'
import type { SessionView } from '../../chat/chat-view.ts'
import { nextPage, type Page } from './page.ts'

const session = (state: SessionView['state']) => ({ state }) as SessionView

test.each<[Page | undefined, SessionView['state'], boolean, boolean, Page]>([
  [undefined, 'new', false, false, 'sign-in'],
  [undefined, 'signingIn', false, false, 'splash'],
  ['sign-in', 'signingIn', false, false, 'sign-in'],
  ['workspace', 'signingIn', true, false, 'workspace'],
  ['sign-in', 'signedIn', false, false, 'workspace'],
  ['workspace', 'signedOut', false, false, 'workspace'],
  ['workspace', 'signedOut', true, true, 'sign-in'],
  ['sign-in', 'signedOut', false, false, 'sign-in'],
  ['splash', 'signedOut', true, false, 'workspace'],
  ['splash', 'signedOut', false, false, 'sign-in'],
  ['workspace', 'reconnecting', false, false, 'workspace'],
  ['workspace', 'signingOut', false, false, 'workspace'],
])('from %s, %s, history %s, choosing %s: %s', (before, state, hasHistory, choosing, page) => {
  expect(nextPage(before, { session: session(state), hasHistory, choosing })).toBe(page)
})
