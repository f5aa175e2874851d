import { expect, test } from 'vitest'
import type { Message } from '../../chat/messages.ts'
import { createSearch } from './search.ts'

function message(text: string): Message {
  return { kind: 'incoming', text } as unknown as Message
}

test.each([
  ['Where is the Café?', 'cafe'],
  ['one\ntwo', 'one two'],
  ['the end', ' end '],
  ['a **bold** word', 'a bold word'],
  ['a **bold** word', '**bold**'],
  ['say `npm ci`, then _wait_', 'npm ci, then wait'],
  ['2*3*4', '2*3'],
  ['a\u202Eb', 'ab'],
])('%j holds %j', (text, typed) => {
  expect(createSearch(typed).holds(message(text))).toBe(true)
})

test.each([
  ['something', 'else'],
  ['2*3*4', '234'],
  ['__init__ and snake_case', 'snakecase'],
  ['something', ''],
  ['something', ' '],
  ['', 'something'],
])('%j does not hold %j', (text, typed) => {
  expect(createSearch(typed).holds(message(text))).toBe(false)
})

test('a message is looked at once', () => {
  let reads = 0
  const counted = Object.defineProperty(message(''), 'text', { get: () => `one two ${(reads += 1)}` })
  const search = createSearch('two')
  for (let count = 1; count <= 3; count += 1) expect(search.holds(counted)).toBe(true)
  expect(reads).toBe(1)
})

test('8 KB of marks are looked through quickly', () => {
  for (const pattern of ['*', '*a', '**a ', '_a_', '`', '~~']) {
    const text = message(pattern.repeat(8192 / pattern.length))
    const begun = performance.now()
    createSearch('nothing like it').holds(text)
    expect(performance.now() - begun).toBeLessThan(250)
  }
})
