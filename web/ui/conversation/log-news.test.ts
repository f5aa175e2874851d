import { expect, test } from 'vitest'
import type { Message } from '../../chat/messages.ts'
import { createLogNews } from './log-news.ts'

const theirs = (id: string) => ({ kind: 'incoming', from: 'bob', id, arrivedAt: 1 }) as unknown as Message
const own = (id: string) => ({ kind: 'outgoing', from: 'ann', id }) as unknown as Message

const [a, b, c] = [theirs('a'), theirs('b'), theirs('c')]
const [d, e] = [own('d'), own('e')]

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

test('what one writes oneself begins none', () => {
  const news = createLogNews()
  news.open(null)
  news.came({ messages: [a, d], before: [a], watched: false })
  expect([news.lineAt(), news.isWaiting()]).toEqual([null, false])
})

test('in an empty conversation everything is new', () => {
  const news = createLogNews()
  news.open(null)
  news.came({ messages: [a], before: [], watched: false })
  expect([news.lineAt(), news.isWaiting()]).toEqual(['a', true])
})

test('a line stays until it was seen, and moves with the next that come unwatched', () => {
  const news = createLogNews()
  news.open(b.id)
  news.came({ messages: [a, b, c], before: [a, b], watched: false })
  expect(news.lineAt()).toBe('b')
  news.see(b)
  news.came({ messages: [a, b, c], before: [a, b], watched: false })
  expect([news.lineAt(), news.isWaiting()]).toEqual(['c', true])
})

test('own messages on their way, which stand last, do not hide what came', () => {
  const news = createLogNews()
  news.open(null)
  news.came({ messages: [a, b, c, d, e], before: [a, d], watched: false })
  expect(news.lineAt()).toBe('b')
})

test('a message is seen once, and another’s is news until then', () => {
  const news = createLogNews()
  expect(news.isNews(a)).toBe(true)
  expect(news.see(a)).toBe(true)
  expect(news.isNews(a)).toBe(false)
  expect(news.see(a)).toBe(false)
  expect(news.isNews(d)).toBe(false)
  expect(news.see(d)).toBe(true)
})

test('an empty log has nothing to be seen', () => {
  expect(createLogNews().see(undefined)).toBe(false)
})

test('missed is what others wrote since the reader left the end', () => {
  const news = createLogNews()
  news.leave([a])
  expect(news.missed([a])).toBe(0)
  expect(news.missed([a, b, d, c])).toBe(2)
  news.leave([a, b, d, c])
  expect(news.missed([a, b, d, c])).toBe(0)
})
