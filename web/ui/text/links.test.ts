import { expect, test } from 'vitest'
import { scanLinks } from './links.ts'

test.each([
  ['see https://a.example/x.', ['see ', 'https://a.example/x', '.']],
  ['(https://a.example/b_(c))', ['(', 'https://a.example/b_(c)', ')']],
  ['HTTP://A.Example/X', ['http://a.example/X']],
  ['no link: ftp://a.example javascript:alert(1)', ['no link: ftp://a.example javascript:alert(1)']],
  ['https://user:secret@bank.example/', ['https://user:secret@bank.example/']],
  ['https://аpple.example/', ['https://xn--pple-43d.example/']],
  ['https://', ['https://']],
  [
    'a https://x.example b https://y.example/?q=1&r=2#z c',
    ['a ', 'https://x.example', ' b ', 'https://y.example/?q=1&r=2#z', ' c'],
  ],
  ['see www.example.org.', ['see ', 'www.example.org', '.']],
  ['(WWW.Example.org/A_(b)), ok', ['(', 'www.example.org/A_(b)', '), ok']],
  ['www.аpple.example?q#z', ['www.xn--pple-43d.example?q#z']],
  ['https://www.example.org/www.b www.example:81', ['https://www.example.org/www.b', ' ', 'www.example:81']],
])('%s', (text, pieces) => {
  expect(scanLinks(text).map((piece) => piece.text)).toEqual(pieces)
})

test('an address without a scheme is opened by https', () => {
  expect(scanLinks('www.example.org/http://x')).toEqual([
    { kind: 'link', text: 'www.example.org/http://x', href: 'https://www.example.org/http://x' },
  ])
})

test.each([
  ...[
    'foo.www.bar',
    'foo-www.bar',
    'я_www.bar',
    'éwww.bar',
    'me@www.bar',
    'ftp://www.bar',
    'www.',
    'www..',
    'www. bar',
  ],
  ...['www.user@bank.example', 'www.bar:secret@bank.example', 'www', 'www1.bar', 'httpſ://bar'],
])('%s is no link', (text) => {
  expect(scanLinks(text)).toEqual([{ kind: 'text', text }])
})

test('an address with a name and password in it is no link', () => {
  expect(scanLinks('https://user:secret@bank.example/')[0]?.kind).toBe('text')
})

test('at most fifty links a message', () => {
  const pieces = scanLinks('https://a.example '.repeat(400))
  expect(pieces.filter((piece) => piece.kind === 'link')).toHaveLength(50)
})

test.each([
  ['brackets', `https://a.example/${')'.repeat(1_000_000)}`],
  ['starts', 'https://'.repeat(125_000)],
  ['starts without a scheme', 'www.a'.repeat(200_000)],
  ['short addresses', 'www.a '.repeat(170_000)],
  ['starts of nothing', 'www.'.repeat(250_000)],
  ['dots', `https://a${'.'.repeat(1_000_000)}`],
])('1 MB of hostile %s is read, which would take minutes if each letter cost the ones before it', (_, text) => {
  expect(
    scanLinks(text)
      .map((piece) => piece.text)
      .join(''),
  ).toBe(text)
})
