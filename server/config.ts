import { parseArgs } from 'node:util'
import * as v from 'valibot'
import { IceServer, type Welcome } from '../protocol/session.ts'
import type { Limits } from './limits.ts'
import { flagToVariable, OPTIONS, type Flag } from './options.ts'
import { needsCredentials } from './turn.ts'

/** How the page is served. */
export type Transport =
  | { readonly type: 'http' }
  | { readonly type: 'self-signed' }
  | { readonly type: 'certificate'; readonly cert: string; readonly key: string }

/** What the operator decided. */
export interface Config {
  readonly port: number
  readonly host: string
  /** Directory. */
  readonly data: string
  /** Directory; empty for the default. */
  readonly web: string
  readonly transport: Transport
  /** Empty for the default, which needs the port that was opened. */
  readonly origins: readonly string[]
  readonly allowedOrigins: readonly string[]
  /** Origins of other chat servers. */
  readonly connect: readonly string[]
  /** `own`: this server answers STUN itself. */
  readonly iceServers: Welcome['iceServers'] | 'own'
  /** Shared with the TURN servers that have no credentials of their own; empty for none. */
  readonly turnSecret: string
  readonly registration: 'open' | 'closed'
  /** Needed for a new name; empty when anybody may have one. */
  readonly registrationCode: string
  readonly trustProxy: boolean
  readonly limits: Limits
}

/** The operator wrote something that cannot be; the message is one line for people. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/** What turns a switch off in the environment, in any case. */
const OFF: ReadonlySet<string> = new Set(['', '0', 'false', 'no', 'off'])

/** What was written for an option, on the command line or in the environment. */
type Written = (flag: Flag) => string | boolean | undefined

const PARSE = { strict: false, tokens: true, allowPositionals: true } as const
type Token = ReturnType<typeof parseArgs<typeof PARSE>>['tokens'][number]

/** What is wrong with a part of the command line, of which `known` came before. */
function problemOf(token: Token, known: ReadonlySet<string>): string | undefined {
  if (token.kind === 'positional') return `"${token.value}" is not an option`
  if (token.kind !== 'option') return undefined
  const { name, rawName, value, inlineValue } = token
  const option = name === 'help' ? { value: undefined, default: '' } : OPTIONS.find(({ flag }) => flag === name)
  if (!option || !rawName.startsWith('--')) return `There is no option ${rawName}`
  if (known.has(name)) return `${rawName} is there twice; one of them would be ignored`
  if (option.value === undefined) return value === undefined ? undefined : `${rawName} takes no value`
  // Empty, it is probably a shell variable that was not set: the default is not what was meant.
  if (value === undefined || (value === '' && option.default !== '')) return `${rawName} needs a value`
  return !inlineValue && value.startsWith('--') ? `${rawName} needs a value, and "${value}" follows it` : undefined
}

function readWritten(args: readonly string[], env: NodeJS.ProcessEnv): { help: boolean; written: Written } {
  const options: Record<string, { type: 'boolean' | 'string' }> = { help: { type: 'boolean' } }
  for (const { flag, value } of OPTIONS) options[flag] = { type: value === undefined ? 'boolean' : 'string' }
  // Not strict: its words are for who wrote the program, and it takes no value with a dash.
  const { values, tokens } = parseArgs({ ...PARSE, args: [...args], options })
  const known = new Set<string>()
  for (const token of tokens) {
    const problem = problemOf(token, known)
    if (problem !== undefined) throw new ConfigError(`${problem} (see --help)`)
    if (token.kind === 'option') known.add(token.name)
  }
  const written: Written = (flag) => {
    const given = values[flag]
    return typeof given === 'string' || typeof given === 'boolean' ? given : env[flagToVariable(flag)]
  }
  return { help: values['help'] === true, written }
}

/** As browsers spell it, whatever was written: `https://bücher.example:443` is `https://xn--bcher-kva.example`. */
function originOf(text: string, flag: Flag): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  // A page is admitted by its whole origin, which no star matches; --connect goes into the content policy, which takes stars.
  const isPattern = text.includes('*') && flag !== 'connect'
  if (!url || !/^https?:$/.test(url.protocol) || url.href !== `${url.origin}/` || isPattern) {
    throw new ConfigError(`--${flag}: "${text}" is not an origin such as https://chat.example`)
  }
  return url.origin
}

/** Parses command line and environment. `undefined` when help was asked for. Throws `ConfigError`. */
export function parseConfig(args: readonly string[], env: NodeJS.ProcessEnv): Config | undefined {
  const { help, written } = readWritten(args, env)
  if (help) return undefined

  const text = (flag: Flag): string => {
    const given = written(flag)
    if (typeof given === 'string' && given !== '') return given
    return OPTIONS.find((option) => option.flag === flag)?.default ?? ''
  }
  const isOn = (flag: Flag): boolean => {
    const given = written(flag)
    return given === true || (typeof given === 'string' && !OFF.has(given.toLowerCase()))
  }
  const count = (flag: Flag): number => {
    const number = Number(text(flag))
    if (!/^\d+$/.test(text(flag)) || !Number.isSafeInteger(number)) {
      throw new ConfigError(`--${flag}: "${text(flag)}" is not a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`)
    }
    return number
  }
  const origins = (flag: Flag) =>
    text(flag)
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '')
      .map((item) => originOf(item, flag))

  const port = text('port')
  if (!/^\d+$/.test(port) || Number(port) > 65_535) {
    throw new ConfigError(`--port: "${port}" is not a port; give a number from 0 to 65535`)
  }
  const registration = text('registration')
  if (registration !== 'open' && registration !== 'closed') {
    throw new ConfigError(`--registration: "${registration}" is neither open nor closed`)
  }

  return {
    port: Number(port),
    host: text('host'),
    data: text('data'),
    web: text('web'),
    transport: toTransport(text('cert'), text('key'), isOn('https')),
    origins: origins('origin'),
    allowedOrigins: origins('allow-origin'),
    connect: origins('connect'),
    iceServers: toIceServers(text('ice-servers'), text('turn-secret')),
    turnSecret: text('turn-secret'),
    registration,
    registrationCode: toCode(text('registration-code')),
    trustProxy: isOn('trust-proxy'),
    limits: {
      claimsPerDay: count('claims-per-day'),
      signInsPerMinute: count('sign-ins-per-minute'),
      socketsPerAddress: count('sockets-per-address'),
      eventsPerSecond: count('events-per-second'),
      eventsBurst: count('events-burst'),
      putsPerSecond: count('puts-per-second'),
      putsBurst: count('puts-burst'),
      mail: {
        perSender: count('mail-per-sender'),
        perBox: count('mail-per-box'),
        boxBytes: count('mail-megabytes') * 1024 * 1024,
      },
      mailDays: count('mail-days'),
      nameDays: count('name-days'),
      groupDays: count('group-days'),
      groupPosts: count('group-posts'),
    },
  }
}

/** Of characters that mean themselves in the link that carries it, and too many to guess. */
function toCode(code: string): string {
  if (code === '' || /^[\w.~-]{8,100}$/.test(code)) return code
  throw new ConfigError('--registration-code: give 8 to 100 letters a–z, digits, dots, dashes and underscores')
}

function toTransport(cert: string, key: string, isHttps: boolean): Transport {
  if ((cert === '') !== (key === '')) throw new ConfigError('--cert and --key need each other')
  if (cert !== '') return { type: 'certificate', cert, key }
  return isHttps ? { type: 'self-signed' } : { type: 'http' }
}

/** RFC 7064 §3.1 and RFC 7065 §3.1: scheme, host, port; and a transport, which only TURN has. In letters of either case. */
const ICE_URL = /^(stun|turn)s?:(?:\[[\da-fA-F:.]+\]|[^\s:/?#@[\]]+)(?::(\d+))?(\?transport=(?:udp|tcp))?$/i

function isIceUrl(url: string): boolean {
  const [found, scheme = '', port = '1', transport] = ICE_URL.exec(url) ?? []
  // Browsers read this word in lower case only.
  const isWay = !transport || (/^turn$/i.test(scheme) && transport.startsWith('?transport='))
  return found !== undefined && Number(port) > 0 && Number(port) < 65_536 && isWay
}

function toIceServers(json: string, turnSecret: string): Config['iceServers'] {
  const unused = new ConfigError('--turn-secret: --ice-servers has no turn: address without username and credential')
  if (json === '' && turnSecret !== '') throw unused
  if (json === '') return 'own'
  const servers = v.safeParse(v.pipe(v.string(), v.parseJson(), v.array(IceServer)), json)
  if (!servers.success) {
    throw new ConfigError('--ice-servers: give a JSON list such as [{"urls":["stun:stun.example:3478"]}]')
  }
  // With one of these in the list a browser opens no link at all (https://www.w3.org/TR/webrtc/#dom-rtciceserver).
  for (const server of servers.output) {
    const { urls, username, credential } = server
    if (urls.length === 0) throw new ConfigError('--ice-servers: a server without urls')
    const wrong = urls.find((url) => !isIceUrl(url))
    if (wrong !== undefined) throw new ConfigError(`--ice-servers: "${wrong}" is not a stun:, turn: or turns: address`)
    const relay = urls.find((url) => /^turn/i.test(url))
    const isGiven = turnSecret !== '' && needsCredentials(server)
    if (relay !== undefined && (!username || !credential) && !isGiven) {
      throw new ConfigError(`--ice-servers: "${relay}" needs a username and a credential, or neither and --turn-secret`)
    }
  }
  if (turnSecret !== '' && !servers.output.some(needsCredentials)) throw unused
  return servers.output
}
