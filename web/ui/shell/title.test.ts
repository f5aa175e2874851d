import { expect, test } from 'vitest'
import { countUnread, pageTitle } from './title.ts'

test.each([
  [0, undefined, 'Virtual Chat'],
  [3, undefined, '(3) Virtual Chat'],
  [0, 'bob', 'bob · Virtual Chat'],
  [1, 'everyone', '(1) Everyone · Virtual Chat'],
])('%d unread, %s open: %s', (unread, conversation, title) => {
  expect(pageTitle(unread, conversation)).toBe(title)
})

test('what is unread counts in all conversations but the muted ones', () => {
  const of = (unread: number, muted = false) => ({ muted, unread })
  expect(countUnread([of(2), of(40, true), of(3)])).toBe(5)
})
