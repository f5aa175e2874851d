import { expect, test } from 'vitest'
import type { MessageId } from '../../../protocol/ids.ts'
import type { Message } from '../../chat/messages.ts'
import { goneFromStart, logRows, type LogRow } from './log-rows.ts'

const noon = new Date(2025, 5, 12, 12, 0).getTime()

function message(id: string, from: string, minutes: number): Message {
  return { kind: 'incoming', id, from, sentAt: noon + minutes * 60_000 } as unknown as Message
}

function rowsOf(messages: Message[], extra: { unreadFrom?: string; gaps?: [string, number][] } = {}) {
  return logRows({
    messages,
    gaps: new Map(extra.gaps as [MessageId, number][] | undefined),
    unreadFrom: (extra.unreadFrom ?? null) as MessageId | null,
  })
}

function short(row: LogRow): string {
  if (row.kind !== 'message') return row.kind
  return `${row.first ? '[' : ''}${row.message.id}${row.last ? ']' : ''}`
}

test('what the beginning has lost is counted, whatever came at the end or before', () => {
  const [a, b, c, d] = [message('a', 'bob', 0), message('b', 'bob', 1), message('c', 'bob', 2), message('d', 'bob', 3)]
  expect(goneFromStart([a, b, c], [{ ...c }, d])).toBe(2)
  expect(goneFromStart([b, c], [b, c, d])).toBe(0)
  expect(goneFromStart([b, c], [a, b, c])).toBe(0)
  expect(goneFromStart([], [a])).toBe(0)
  expect(goneFromStart([a], [])).toBe(0)
})

test('messages of one sender within five minutes form a group', () => {
  const rows = rowsOf([
    message('a', 'bob', 0),
    message('b', 'bob', 4),
    message('c', 'bob', 9.5),
    message('d', 'ann', 10),
  ])
  expect(rows.map(short)).toEqual(['day', '[a', 'b]', '[c]', '[d]'])
})

test('a new day, the new line and a gap end a group', () => {
  const minutes = 60 * 12
  const rows = rowsOf(
    [
      message('a', 'bob', minutes - 2),
      message('b', 'bob', minutes + 1),
      message('c', 'bob', minutes + 2),
      message('d', 'bob', minutes + 3),
    ],
    { unreadFrom: 'c', gaps: [['d', 2]] },
  )
  expect(rows.map(short)).toEqual(['day', '[a]', 'day', '[b]', 'new', '[c]', 'gap', '[d]'])
})

test('a window begins with its day and a whole group', () => {
  const messages = [message('a', 'bob', 0), message('b', 'bob', 1), message('c', 'bob', 2)]
  const rows = logRows({ messages, gaps: new Map(), unreadFrom: null }, 1, 3)
  expect(rows.map(short)).toEqual(['day', '[b', 'c]'])
})

test('no messages, no lines', () => {
  expect(rowsOf([])).toEqual([])
})
