import { expect, test } from 'vitest'
import { completeCommand, completeEmoji, isWholeWord, typedEmojiName } from './completion.ts'

const names = ['alice', 'albert', 'bob']
const labels = (text: string) => completeCommand(text, text.length, names).map(({ label }) => label)

test.each([
  ['/', 5],
  ['/se', 2],
  ['/send', 2],
  ['/send_all', 1],
  ['/help', 0],
  ['hello /', 0],
  ['', 0],
])('%j offers %d commands', (text, count) => {
  expect(labels(text)).toHaveLength(count)
})

test('after /send names are completed', () => {
  expect(labels('/send al')).toEqual(['alice', 'albert'])
  expect(labels('/send Ál')).toEqual(['alice', 'albert'])
  expect(labels('/send ')).toEqual(names)
  expect(labels('/send bob h')).toEqual([])
  expect(labels('/send_all a')).toEqual([])
})

test('taking one replaces what was typed and leaves the rest', () => {
  const [first] = completeCommand('/send al how are you', 8, names)
  expect(first).toMatchObject({ insert: 'alice ', from: 6, to: 8 })
})

test('a command that is typed whole comes first, before one that begins with it', () => {
  const [first] = completeCommand('/send', 5, names)
  expect(first?.insert).toBe('/send ')
})

test.each([
  ['/send', 0, true],
  ['/send bob hi', 0, true],
  ['/sen', 0, false],
  ['/send bob', 6, true],
  ['/send bob hi', 6, true],
  ['/send bo', 6, false],
])('%j is a whole word from %d on: %s', (text, from, whole) => {
  expect(isWholeWord(text, from, names)).toBe(whole)
})

test('an emoji name is noticed at a word’s start', () => {
  expect(typedEmojiName('so :smi', 7)).toBe(':smi')
  expect(typedEmojiName('at 14:02', 8)).toBeUndefined()
  expect(typedEmojiName(':d', 2)).toBeUndefined()
})

test('emoji names that begin with it come first', () => {
  const table = { thumbsup: '👍', up: '🆙', cat: '🐱' }
  expect(completeEmoji(':up', 3, table).map(({ label }) => label)).toEqual(['🆙 :up:', '👍 :thumbsup:'])
})
