import { expect, it } from 'vitest'
import { parseConfig } from './config.ts'

it.each([
  ['', false],
  ['0', false],
  ['no', false],
  ['False', false],
  ['OFF', false],
  ['1', true],
  ['yes', true],
])('takes a switch in the environment that says "%s" as %s', (said, isOn) => {
  expect(parseConfig([], { VIRTUAL_CHAT_TRUST_PROXY: said })?.trustProxy).toBe(isOn)
})

it.each([
  [['--mail-days', '1.5'], 'not a whole number'],
  [['--origin', 'chat.example'], 'not an origin'],
  [['--ice-servers', '{}'], 'JSON list'],
  [['--ice-servers', '[{"urls":["stun.example"]}]'], '"stun.example" is not a stun:'],
  [['--ice-servers', '[{"urls":["turn:turn.example:3478"]}]'], '"turn:turn.example:3478" needs a username'],
  [['--turn-secret', 'north'], 'no turn: address without'],
  [['--turn-secret', 'north', '--ice-servers', '[{"urls":["stun:stun.example"]}]'], 'no turn: address without'],
  [
    ['--turn-secret', 'north', '--ice-servers', '[{"urls":["turn:turn.example"],"username":"chat"}]'],
    'needs a username and a credential, or neither',
  ],
  [['--registration', 'maybe'], 'neither open nor closed'],
  [['--cert', 'a.pem'], 'need each other'],
])('refuses %j and says why', (args, words) => {
  expect(() => parseConfig(args, {})).toThrow(words)
})

it.each([
  [['--port'], '--port needs a value (see --help)'],
  [['--port', ''], '--port needs a value (see --help)'],
  [['--port', '--https'], '--port needs a value, and "--https" follows it (see --help)'],
  [['--https=yes'], '--https takes no value (see --help)'],
  [['--https', 'yes'], '"yes" is not an option (see --help)'],
  [['--', '--https'], '"--https" is not an option (see --help)'],
  [['--origin', 'http://a.example', '--origin', 'http://b.example'], '--origin is there twice;'],
  [['--portt', '1'], 'There is no option --portt (see --help)'],
  [['--no-https'], 'There is no option --no-https (see --help)'],
  [['--__proto__', '1'], 'There is no option --__proto__ (see --help)'],
  [['--https', '-1'], 'There is no option -1 (see --help)'],
  [['--port', '-1'], '--port: "-1" is not a port'],
  [['--mail-days', '-3', '--https'], '--mail-days: "-3" is not a whole number'],
  [['--mail-days', '9'.repeat(20)], 'is not a whole number from 0 to 9007199254740991'],
])('answers %j in words for people', (args, words) => {
  expect(() => parseConfig(args, {})).toThrow(words)
})

it('takes an empty value where that is the default, and in the environment for none', () => {
  expect(parseConfig(['--web', ''], {})?.web).toBe('')
  expect(parseConfig([], { VIRTUAL_CHAT_PORT: '' })?.port).toBe(8080)
})

it('takes what begins with a dash for the value it stands in the place of', () => {
  expect(parseConfig(['--data', '-chat'], {})?.data).toBe('-chat')
  expect(parseConfig(['--data=--chat'], {})?.data).toBe('--chat')
})

it('takes STUN and TURN servers as browsers do', () => {
  const servers = [
    { urls: ['stun:stun.example', 'stuns:[2001:db8::1]:5349'] },
    { urls: ['turn:turn.example:3478?transport=TCP', 'TURNS:turn.example'], username: 'chat', credential: 'secret' },
  ]
  expect(parseConfig(['--ice-servers', JSON.stringify(servers)], {})?.iceServers).toEqual(servers)
})

it('takes TURN servers without credentials when it has a secret to make some', () => {
  const servers = [{ urls: ['stun:turn.example', 'TURN:turn.example'] }]
  const config = parseConfig(['--ice-servers', JSON.stringify(servers)], { VIRTUAL_CHAT_TURN_SECRET: 'north' })
  expect(config).toMatchObject({ iceServers: servers, turnSecret: 'north' })
})

it.each([
  '',
  'stun:stun.example:99999',
  'stun:stun.example:0',
  'stun:stun.example:',
  'stun:stun.example?transport=udp',
  'stun:::1',
  'stun:user@stun.example',
  'turn:turn.example?transport=tls',
  'turn:turn.example?transport=udp&x=y',
  'turn:turn.example?TRANSPORT=udp',
])('refuses the ICE server "%s", which browsers do', (url) => {
  const server = { urls: url === '' ? [] : [url], username: 'chat', credential: 'secret' }
  expect(() => parseConfig(['--ice-servers', JSON.stringify([server])], {})).toThrow('--ice-servers')
})

it('takes an origin as browsers spell it', () => {
  const written = 'https://chat.example:443,HTTP://Chat.example:8080/,https://b\u00fccher.example'
  expect(parseConfig(['--origin', written], {})?.origins).toEqual([
    'https://chat.example',
    'http://chat.example:8080',
    'https://xn--bcher-kva.example',
  ])
})

it('takes a pattern of servers that the page may connect to', () => {
  expect(parseConfig(['--connect', 'https://*.example'], {})?.connect).toEqual(['https://*.example'])
})

it.each(['*', 'https://*.example', 'https://chat.example/chat', 'https://chat.example/?', 'https://ann@chat.example'])(
  'refuses "%s", which is no origin',
  (written) => {
    expect(() => parseConfig(['--allow-origin', written], {})).toThrow('is not an origin')
  },
)

it('takes a code that means itself in a link and cannot be guessed', () => {
  const codeOf = (code: string) => parseConfig(['--registration-code', code], {})?.registrationCode
  expect([parseConfig([], {})?.registrationCode, codeOf('Class_7b.2026~x-y')]).toEqual(['', 'Class_7b.2026~x-y'])
  for (const bad of ['short-1', 'x'.repeat(101), 'with space', 'per%20cent', 'h\u00fctte-2026']) {
    expect(() => codeOf(bad)).toThrow('--registration-code: give 8 to 100')
  }
})
