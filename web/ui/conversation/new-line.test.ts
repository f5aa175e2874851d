import { expect, test } from 'vitest'
import type { MessageId } from '../../../protocol/ids.ts'
import type { Message } from '../../chat/messages.ts'
import { arrivedAfter, moveLine, newestIncoming, seenLine, type NewLine } from './new-line.ts'

const theirs = (id: string) => ({ kind: 'incoming-post', from: 'bob', id }) as unknown as Message
const own = (id: string) => ({ kind: 'outgoing-post', from: 'ann', id }) as unknown as Message
const line = (from: string | null, isSeen: boolean): NewLine => ({ from: from as MessageId | null, isSeen })

const before = [theirs('a'), own('b')]
const messages = [theirs('a'), theirs('c'), theirs('d'), own('b'), own('e')]

test('what came unwatched begins a line', () => {
  expect(moveLine(line(null, true), { messages, before, watched: false })).toEqual(line('c', false))
})

test('what was watched, or is one’s own, does not', () => {
  expect(moveLine(line('a', true), { messages, before, watched: true })).toEqual(line('a', true))
  expect(moveLine(line('a', true), { messages: [...before, own('e')], before, watched: false })).toEqual(
    line('a', true),
  )
})

test('a line stays until it was seen, and moves with the next that come unwatched', () => {
  const waiting = line('c', false)
  const more = [...messages, theirs('f')]
  expect(moveLine(waiting, { messages: more, before: messages, watched: false })).toBe(waiting)
  expect(moveLine(seenLine(waiting), { messages: more, before: messages, watched: false })).toEqual(line('f', false))
})

test('in an empty conversation everything is new', () => {
  expect(moveLine(line(null, true), { messages: [theirs('a')], before: [], watched: false })).toEqual(line('a', false))
})

test('own messages on their way, which stand last, do not hide what came', () => {
  expect(arrivedAfter(messages, newestIncoming(before)).map(({ id }) => id)).toEqual(['c', 'd'])
})
