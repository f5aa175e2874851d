import { expect, test } from 'vitest'
import type { UserName } from '../../../protocol/names.ts'
import type { ConversationSummary, Person } from '../../chat/chat-view.ts'
import { rowBeside, rowLabel, sidebarRows, type SidebarRow } from './sidebar-rows.ts'

const person = (name: string, online: boolean | null) =>
  ({ name, device: name, online, lastSeen: 0 }) as unknown as Person
const summary = (id: string, unread = 0) =>
  ({ id, newest: null, unread, typing: [], muted: false, draft: '' }) as unknown as ConversationSummary

const people = [person('ann', false), person('bob', true)]
const self = 'me' as UserName

test('Everyone is first, everybody has one row, oneself is last', () => {
  const rows = sidebarRows({
    conversations: [summary('bob'), summary('everyone')],
    people,
    blocked: [],
    self,
    filter: '',
  })
  expect(rows.map(({ id }) => id)).toEqual(['everyone', 'bob', 'ann', 'me'])
})

test.each([' NN ', 'Änn', 'a\u0308nn', 'ａｎｎ'])(
  'the filter looks inside names, which have no accents: %j',
  (filter) => {
    const rows = sidebarRows({ conversations: [], people, blocked: [], self, filter })
    expect(rows.map(({ id }) => id)).toEqual(['ann'])
  },
)

test('whose name was typed comes first, then names that begin so, however new the messages of others are', () => {
  const conversations = [
    { ...summary('hannah'), newest: {} },
    { ...summary('ann2'), newest: {} },
  ] as unknown as ConversationSummary[]
  const rows = sidebarRows({ conversations, people, blocked: [], self, filter: 'ann' })
  expect(rows.map(({ id }) => id)).toEqual(['ann', 'ann2', 'hannah'])
})

test('one steps from row to row, from nowhere to the first or the last, and not beyond', () => {
  const rows = sidebarRows({ conversations: [], people, blocked: [], self, filter: '' })
  const from = (id: SidebarRow['id'] | undefined) => ([1, -1] as const).map((by) => rowBeside(rows, id, by)?.id)
  expect(rows.map(({ id }) => id)).toEqual(['everyone', 'bob', 'ann', 'me'])
  expect(from(undefined)).toEqual(['everyone', 'me'])
  expect(from('everyone')).toEqual(['bob', undefined])
  expect(from(self)).toEqual([undefined, 'ann'])
})

test('a row says who, whether online, and how many are unread', () => {
  const rows = sidebarRows({
    conversations: [summary('everyone', 2), summary('bob', 1)],
    people,
    blocked: [],
    self,
    filter: '',
  })
  expect(rows.map((row) => rowLabel(row, true))).toEqual([
    'Everyone, 2 unread',
    'bob, online, 1 unread',
    'ann, offline',
    'me, you, online',
  ])
})

test('a row says that nobody can tell who is there, but of oneself and of who has a direct link', () => {
  const unknown = [person('ann', null), person('bob', true)]
  const rows = sidebarRows({ conversations: [summary('eve')], people: unknown, blocked: [], self, filter: '' })
  expect(rows.map((row) => rowLabel(row, false))).toEqual([
    'Everyone',
    'bob, online',
    'eve, unknown while you are offline',
    'ann, unknown while you are offline',
    'me, you, offline',
  ])
  const stranger = sidebarRows({ conversations: [summary('eve')], people: [], blocked: [], self, filter: 'eve' })
  expect(stranger.map((row) => rowLabel(row, true))).toContain('eve, offline')
})

test('a row says whom one has blocked', () => {
  const rows = sidebarRows({ conversations: [], people, blocked: ['ann' as UserName], self, filter: 'ann' })
  expect(rows.map((row) => rowLabel(row, true))).toEqual(['ann, offline, blocked'])
})

test('a row says what one has muted', () => {
  const muted = { ...summary('ann', 2), muted: true }
  const rows = sidebarRows({ conversations: [muted], people, blocked: [], self, filter: 'ann' })
  expect(rows.map((row) => rowLabel(row, true))).toEqual(['ann, offline, muted, 2 unread'])
})
