import { expect, test } from 'vitest'
import { applyCompletion, completeCommand, completeEmoji, typedEmojiName } from './completion.ts'

const names = ['alice', 'albert', 'bob']
const labels = (text: string) => completeCommand(text, text.length, names).map(({ label }) => label)

test.each([
  ['/', 5],
  ['/se', 2],
  ['/send', 1],
  ['/help', 0],
  ['hello /', 0],
  ['', 0],
])('%j offers %d commands', (text, count) => {
  expect(labels(text)).toHaveLength(count)
})

test('after /send names are completed', () => {
  expect(labels('/send al')).toEqual(['alice', 'albert'])
  expect(labels('/send ')).toEqual(names)
  expect(labels('/send bob h')).toEqual([])
  expect(labels('/send_all a')).toEqual([])
})

test('taking one replaces what was typed and leaves the rest', () => {
  const [first] = completeCommand('/send al how are you', 8, names)
  expect(first && applyCompletion('/send al how are you', first)).toEqual({
    text: '/send alice  how are you',
    cursor: 12,
  })
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
