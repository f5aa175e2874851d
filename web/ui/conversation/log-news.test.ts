import { expect, test } from 'vitest'
import type { Message } from '../../chat/messages.ts'
import { createLogNews } from './log-news.ts'

const theirs = (id: string) => ({ kind: 'incoming', from: 'bob', id, arrivedAt: 1 }) as unknown as Message
const own = (id: string) => ({ kind: 'outgoing', from: 'ann', id }) as unknown as Message

const [a, b, c] = [theirs('a'), theirs('b'), theirs('c')]

test('the line of a log that opens waits until the end was in sight, and stays', () => {
  const news = createLogNews()
  news.open(b.id)
  expect([news.lineAt(), news.isWaiting()]).toEqual(['b', true])
  news.see(b)
  expect([news.lineAt(), news.isWaiting()]).toEqual(['b', false])
})

test('a log without unread messages opens without a line', () => {
  const news = createLogNews()
  news.open(null)
  expect([news.lineAt(), news.isWaiting()]).toEqual([null, false])
})

test('what comes unwatched begins a line', () => {
  const news = createLogNews()
  news.open(null)
  news.came({ messages: [a, b], before: [a], watched: true })
  expect(news.isWaiting()).toBe(false)
  news.came({ messages: [a, b, c], before: [a, b], watched: false })
  expect([news.lineAt(), news.isWaiting()]).toEqual(['c', true])
})

test('a message is seen once, and another’s is news until then', () => {
  const news = createLogNews()
  expect(news.isNews(a)).toBe(true)
  expect(news.see(a)).toBe(true)
  expect(news.isNews(a)).toBe(false)
  expect(news.see(a)).toBe(false)
  expect(news.isNews(own('d'))).toBe(false)
  expect(news.see(own('d'))).toBe(true)
})

test('an empty log has nothing to be seen', () => {
  expect(createLogNews().see(undefined)).toBe(false)
})

test('missed is what others wrote since the reader left the end', () => {
  const news = createLogNews()
  news.leave([a])
  expect(news.missed([a])).toBe(0)
  expect(news.missed([a, b, own('d'), c])).toBe(2)
  news.leave([a, b, own('d'), c])
  expect(news.missed([a, b, own('d'), c])).toBe(0)
})
