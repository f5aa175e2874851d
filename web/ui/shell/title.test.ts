import { expect, test } from 'vitest'
import { pageTitle } from './title.ts'

test.each([
  [0, undefined, 'Virtual Chat'],
  [3, undefined, '(3) Virtual Chat'],
  [0, 'bob', 'bob · Virtual Chat'],
  [1, 'everyone', '(1) Everyone · Virtual Chat'],
])('%d unread, %s open: %s', (unread, conversation, title) => {
  expect(pageTitle(unread, conversation)).toBe(title)
})
