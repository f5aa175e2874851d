import { expect, it } from 'vitest'
import type { SessionView } from '../../chat/chat-view.ts'
import { directLinksWords } from './direct-links.ts'

const session = { state: 'signedIn', relay: true } as SessionView & { state: 'signedIn' }

it('says where messages go when the server names no relay', () => {
  expect(directLinksWords('relay-only', session)).not.toContain('mailbox')
  expect(directLinksWords('relay-only', { ...session, relay: false })).toMatch(/names no relay.*mailbox/)
  expect(directLinksWords('relay-only', { state: 'new', problem: null })).toMatch(/If the server names no relay/)
})

it('always says that the server sees the address, and who else does', () => {
  for (const relay of [true, false])
    for (const chosen of ['relay-only', 'never'] as const)
      expect(directLinksWords(chosen, { ...session, relay })).toMatch(
        /server sees? your network address; other people do not/,
      )
  expect(directLinksWords('when-possible', session)).toMatch(/^Messages to one person.*Anybody signed in here/)
})
