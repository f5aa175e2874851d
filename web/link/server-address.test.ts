import { expect, it } from 'vitest'
import { parseServerAddress } from './server-address.ts'

const own = 'https://chat.example'

it.each([
  ['', own],
  ['  ', own],
  ['other.example', 'https://other.example'],
  ['localhost:8080', 'https://localhost:8080'],
  ['http://localhost:8080/', 'http://localhost:8080'],
  ['HTTPS://Other.Example:443', 'https://other.example'],
  ['ws://other.example', undefined],
  ['https://other.example/chat', undefined],
  ['[::1]:8080', 'https://[::1]:8080'],
  ['Bücher.example', 'https://xn--bcher-kva.example'],
  ['35631', 'https://chat.example:35631'],
  [' :35631 ', 'https://chat.example:35631'],
  ['65536', undefined],
  ['2130706433', undefined],
  ['not a server', undefined],
  ['not-a-server!!', undefined],
  ['https://', undefined],
])('%j is %j', (typed, origin) => {
  expect(parseServerAddress(typed, own)).toBe(origin)
})
