import { expect, test } from 'vitest'
import type { SessionView, SignInProblem } from '../../chat/chat-view.ts'
import { hintWords } from './hint.ts'
import { linkNow, linkWords, presenceWords, travelWords } from './link.ts'
import { asksForReload, noticeWords, signInProblemWords, signingOutWords, welcomeWords } from './sign-in.ts'
import { createTimeWords } from './time.ts'
import { typingWords } from './typing.ts'

const page = 'https://page.example'

const server = 'https://chat.example'
const time = createTimeWords(['en-GB'])

test.each<[SignInProblem, RegExp, string]>([
  [{ kind: 'name', problem: 'bad-characters', typed: 'José García' }, /letters a–z.* Try “jose\.garcia”\.$/, 'name'],
  [{ kind: 'name', problem: 'bad-characters', typed: '李雷' }, /letters a–z.*digit\.$/, 'name'],
  [{ kind: 'name', problem: 'reserved', typed: 'admin' }, /Choose another one\.$/, 'name'],
  [{ kind: 'server-address' }, /no server address/, 'server'],
  [
    { kind: 'connection', server, loss: { reason: 'unreachable' } },
    /No chat server answers at https:\/\/chat\.example/,
    'server',
  ],
  [{ kind: 'connection', server, loss: { reason: 'not-a-chat-server' } }, /not a chat server/, 'server'],
  [{ kind: 'connection', server, loss: { reason: 'offline' } }, /^You are offline\. Try again/, 'form'],
  [
    { kind: 'connection', server, loss: { reason: 'origin-refused' } },
    /--allow-origin https:\/\/page\.example/,
    'server',
  ],
  [
    { kind: 'connection', server: page, loss: { reason: 'origin-refused' } },
    /option --origin https:\/\/page.*; a proxy in front must pass on WebSockets\.$/,
    'server',
  ],
  [
    { kind: 'connection', server, loss: { reason: 'blocked-by-page', directive: 'connect-src' } },
    /--connect https/,
    'server',
  ],
  [{ kind: 'wrong-version', server, theirs: 1, ours: 2 }, /server must be updated/, 'server'],
  [{ kind: 'wrong-version', server, theirs: 3, ours: 2 }, /reload the page/, 'server'],
  [{ kind: 'refused', error: 'name-taken', message: '' }, /belongs to somebody else/, 'name'],
  [{ kind: 'refused', error: 'rate-limited', message: '' }, /by others in your network\. Wait some minutes/, 'form'],
  [{ kind: 'refused', error: 'internal', message: 'It broke.' }, /The server refused: It broke\./, 'form'],
  [{ kind: 'phrase', problem: { unknownWord: 'fisch' } }, /“fisch”/, 'phrase'],
  [{ kind: 'storage', problem: 'unavailable' }, /private window/, 'form'],
  [{ kind: 'keys' }, /^This browser cannot make the keys/, 'form'],
  [{ kind: 'storage', problem: 'closed' }, /Reload the page\.$/, 'form'],
  [{ kind: 'old-page' }, /newer version of this page\. Reload/, 'form'],
  [{ kind: 'refused', error: 'wrong-version', message: '' }, /Reload the page\.$/, 'form'],
  [{ kind: 'missing-part' }, /Reload the page\.$/, 'form'],
])('%j', (problem, words, field) => {
  const said = signInProblemWords(problem, page)
  expect(said.text).toMatch(words)
  expect(said.field).toBe(field)
  expect(asksForReload(problem)).toBe(/\breload\b/i.test(said.text))
})

test('the connection problems are told apart', () => {
  const said = (['offline', 'unreachable', 'not-a-chat-server', 'origin-refused', 'lost', 'closed'] as const).map(
    (reason) => signInProblemWords({ kind: 'connection', server, loss: { reason } }, page).text,
  )
  expect(new Set(said).size).toBe(said.length)
})

test('first and later sign-ins greet differently', () => {
  const session = { state: 'signedIn', name: 'ann', server, recovery: false } as SessionView & { state: 'signedIn' }
  expect(welcomeWords({ ...session, welcome: 'first', waiting: 0 })).toBe('Welcome, ann. The name is yours now.')
  expect(welcomeWords({ ...session, welcome: 'back', waiting: 0 })).toBe('Welcome back, ann.')
  expect(welcomeWords({ ...session, welcome: 'back', waiting: 1 })).toBe(
    'Welcome back, ann. You have 1 message waiting.',
  )
})

test('a sign-out says what stays', () => {
  expect(noticeWords({ kind: 'signed-out', unsent: 0 }, page)).toBe('You are signed out.')
  expect(noticeWords({ kind: 'server-silent', unsent: 2 }, page)).toMatch(/did not answer.*2 unsent messages are kept/)
  // By the same key or by the recovery phrase, and perhaps by somebody else.
  expect(noticeWords({ kind: 'superseded' }, page)).not.toContain('You')
  expect(signingOutWords({ attempt: 2, of: 5 })).toContain('try 2 of 5')
})

test('a link says how messages travel and why', () => {
  const since = new Date(2025, 5, 12, 14, 2).getTime()
  expect(linkWords({ state: 'open', since, rttMs: 12, relayed: false }, 'bob', time)).toBe(
    'Direct, from this browser to bob’s, since 14:02, 12 ms there and back.',
  )
  expect(linkWords({ state: 'open', since, rttMs: 12, relayed: true }, 'bob', time)).toBe(
    'Through a relay to bob’s browser, since 14:02, 12 ms there and back.',
  )
  expect(linkWords({ state: 'mailbox', why: 'offline' }, 'bob', time)).toBe('Through the mailbox: bob is offline.')
  expect(linkWords({ state: 'mailbox', why: 'unsupported' }, 'bob', time)).toBe(
    'Through the mailbox: this browser has no direct connections.',
  )
  expect(linkWords({ state: 'mailbox', why: 'flooded' }, 'bob', time)).toBe(
    'Through the mailbox: bob’s browser sent more at once than this one takes directly.',
  )
})

test('a channel that outlives its tab is not how messages travel', () => {
  const open = { state: 'open', since: 0, rttMs: null, relayed: false } as const
  expect(linkNow(open, false)).toEqual({ state: 'mailbox', why: 'offline' })
  expect(linkNow(open, true)).toBe(open)
  // While the server is gone nobody can tell, and an open channel goes on.
  expect(linkNow(open, null)).toBe(open)
})

test('no link is opened to who is away', () => {
  expect(linkNow({ state: 'idle' }, false)).toEqual({ state: 'mailbox', why: 'offline' })
  expect(linkNow({ state: 'idle' }, true)).toEqual({ state: 'idle' })
})

test('what does not travel is said first', () => {
  const contact = { blocked: false, changed: null, link: { state: 'idle' } } as const
  const open = { state: 'open', since: 0, rttMs: null, relayed: false } as const
  const words = (now: Partial<Parameters<typeof travelWords>[0]>, connected = true) =>
    travelWords({ ...contact, ...now }, 'bob', time, connected)
  expect(words({})).toMatch(/^No direct connection at the moment. One is opened/)
  expect(words({ blocked: true })).toBe('Not at all: you blocked bob.')
  expect(words({ changed: { recovered: true } })).toBe('To bob not before you accept the new key.')
  expect(words({}, false)).toBe('Not now: there is no direct connection, and none to the server.')
  expect(words({ link: { state: 'mailbox', why: 'offline' } }, false)).toMatch(/^Not now/)
  expect(words({ link: open }, false)).toMatch(/^Direct, /)
})

test('presence tells when somebody was last seen', () => {
  const person = { name: 'bob', device: '', online: false, lastSeen: 0 } as unknown as Parameters<
    typeof presenceWords
  >[0]
  expect(presenceWords(person, time, 300_000)).toBe('offline, last seen 5 minutes ago')
  expect(presenceWords({ ...person, online: true }, time, 300_000)).toBe('online')
  expect(presenceWords({ ...person, online: null }, time, 300_000)).toBe('')
})

test('a hint names what was wrong', () => {
  expect(hintWords({ kind: 'hint', hint: 'no-such-user', detail: 'bbo' })).toBe('No such user: bbo.')
  expect(hintWords({ kind: 'hint', hint: 'unknown-command', detail: '/usr/bin' })).toMatch(/\/usr\/bin.*\/help.*\/\//)
})

test('who is typing', () => {
  expect([[], ['bob'], ['bob', 'ann'], ['a1', 'b1', 'c1']].map(typingWords)).toEqual([
    '',
    'bob is typing…',
    'bob and ann are typing…',
    '3 people are typing…',
  ])
})
