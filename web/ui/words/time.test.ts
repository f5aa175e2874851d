import { expect, test } from 'vitest'
import { byteSize, createTimeWords, duration, plural } from './time.ts'

const time = createTimeWords(['de-DE', 'en-GB'])
const now = new Date(2025, 5, 12, 14, 2, 11).getTime()
const at = (...parts: [number, number, number, number, number]) => new Date(...parts).getTime()

test.each([
  [at(2025, 5, 12, 0, 1), 'Today', '00:01'],
  [at(2025, 5, 11, 23, 59), 'Yesterday', 'Yesterday'],
  [at(2025, 5, 9, 8, 5), 'Monday', 'Mon'],
  [at(2025, 2, 30, 8, 5), '30 March', '30 Mar'],
  [at(2024, 11, 31, 8, 5), '31 December 2024', '31/12/24'],
  [at(2025, 5, 13, 8, 5), '13 June', '13 Jun'],
])('day and list time of %s', (moment, day, brief) => {
  expect(time.day(moment, now)).toBe(day)
  expect(time.brief(moment, now)).toBe(brief)
})

test('the hour is written as the locale has it', () => {
  const clocks = ['en-US', 'en-GB', 'en-IN'].map((tag) => createTimeWords([tag]).clock(at(2025, 5, 12, 9, 5)))
  expect(clocks.map((clock) => clock.replaceAll(/\s/g, ' '))).toEqual(['9:05 AM', '09:05', '9:05 am'])
})

test.each([
  [now - 5_000, 'just now'],
  [now + 5_000, 'just now'],
  [now - 60_000, '1 minute ago'],
  [now - 59 * 60_000, '59 minutes ago'],
  [at(2025, 5, 12, 9, 30), 'today at 09:30'],
  [at(2025, 5, 11, 9, 30), 'yesterday at 09:30'],
  [at(2025, 4, 1, 9, 30), 'on 1 May'],
])('last seen %s', (moment, words) => {
  expect(time.ago(moment, now)).toBe(words)
})

test('the full date names day and second', () => {
  expect(time.full(now)).toMatch(/Thursday.*12 June 2025.*14:02:11/)
})

test.each([
  [0.2, '1 ms'],
  [12.4, '12 ms'],
  [1_400, '1.4 s'],
  [42_000, '42 s'],
  [180_000, '3 min'],
  [7_200_000, '2 h'],
  [86_400_000, '1 day'],
])('%d ms is %s', (ms, words) => {
  expect(duration(ms)).toBe(words)
})

test('one is singular', () => {
  expect([plural(0, 'message'), plural(1, 'message'), plural(2, 'person', 'people')]).toEqual([
    '0 messages',
    '1 message',
    '2 people',
  ])
})

test('sizes', () => {
  expect([byteSize(1), byteSize(12_345), byteSize(3_400_000)]).toEqual(['1 byte', '12 KB', '3.4 MB'])
})
