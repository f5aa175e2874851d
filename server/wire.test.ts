import { request } from 'node:http'
import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as v from 'valibot'
import { admission, service, upstream } from '../protocol/contract.ts'
import { ERRORS, Refusal } from '../protocol/errors.ts'
import { createPerson } from './testing/client.ts'
import { NO_LIMITS, startServer, type StartedServer } from './testing/start-server.ts'

// A hostile client against a real server, over every event of the contract: a new event is tested by being there.

const Refused = v.object({ ok: v.literal(false), error: Refusal })
const Challenge = v.looseObject({ nonce: v.string() })
const Accepted = v.looseObject({ ok: v.literal(true), value: v.looseObject({ fence: v.number() }) })

let server: StartedServer
beforeAll(async () => {
  server = await startServer({ args: NO_LIMITS })
})
afterAll(() => server.stop())

async function open(options: { origin?: string } = {}): Promise<{ socket: Socket; nonce: string }> {
  const socket = io(server.url, {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    ...(options.origin === undefined ? {} : { extraHeaders: { origin: options.origin } }),
  })
  const challenge = await new Promise<unknown>((resolve, reject) => {
    socket.once('session:challenged', resolve)
    socket.once('connect_error', reject)
  })
  return { socket, nonce: v.parse(Challenge, challenge).nonce }
}

async function signedIn(name: string): Promise<Socket> {
  const { socket, nonce } = await open()
  const person = await createPerson(name)
  v.parse(Accepted, await socket.emitWithAck('session:sign-in', await person.signIn({ nonce, origin: server.url })))
  return socket
}

/** The server still answers a newcomer. */
async function isUp(): Promise<void> {
  const { socket } = await open()
  expect(v.parse(Refused, await socket.emitWithAck('recovery:begin', { name: 'nobody' })).error.kind).toBe(
    'no-such-user',
  )
  socket.close()
}

/** What the page may do, besides whom it may connect to. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "frame-src 'none'",
  "object-src 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types lit-html',
]

/** Whether a schema has a place for an attachment. */
function hasBytes(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return false
  return ('type' in schema && schema.type === 'instance') || Object.values(schema).some(hasBytes)
}

/** Who does not sign in is cut after half a minute in any case; a test that waits for a cut must not wait for that one, ms. */
const BEFORE_PATIENCE = 25_000

const closed = (socket: Socket) => new Promise<void>((resolve) => socket.once('disconnect', () => resolve()))

const hostile: readonly (readonly [string, unknown])[] = [
  ['nothing', undefined],
  ['null', null],
  ['a number', 7],
  ['a string', 'x'],
  ['a list', []],
  ['an object of wrong types', { name: {}, names: 7, to: [], id: {}, upTo: 'x', letters: 1, posts: {}, fence: 'x' }],
  ['a prototype', JSON.parse('{"__proto__": {"name": "x"}, "constructor": 1}')],
  ['a large object', { name: 'x'.repeat(60_000), to: 'y'.repeat(1000), signal: 'z'.repeat(20_000) }],
  ['a buffer', Buffer.alloc(1000)],
]

describe.each(Object.keys(upstream))('%s', (event) => {
  it('answers every wrong payload with a named refusal', async () => {
    const socket = Object.hasOwn(service, event)
      ? await signedIn(`u-${event.replace(':', '-')}`)
      : (await open()).socket
    for (const [what, payload] of hostile) {
      const answer = v.safeParse(Refused, await socket.timeout(15_000).emitWithAck(event, payload))
      expect(answer.success && answer.output.error.kind, what).toBe('bad-payload')
    }
    const twice = v.parse(Refused, await socket.timeout(15_000).emitWithAck(event, {}, {}))
    expect(twice.error.kind).toBe('bad-payload')
    // No acknowledgement asked for: nothing to answer, nothing to crash.
    for (const [, payload] of hostile) socket.emit(event, payload)
    expect(v.is(Refused, await socket.timeout(15_000).emitWithAck(event, null))).toBe(true)
    socket.close()
  })

  it('answers in short what is long', async () => {
    const { socket } = Object.hasOwn(service, event)
      ? { socket: await signedIn(`l-${event.replace(':', '-')}`) }
      : await open()
    const long = 'x'.repeat(100_000)
    const fields = 'name identityKey protocolVersion first names to id key fence blocked receipts posts after upTo'
    for (const payload of [long, ...fields.split(' ').map((field) => ({ [field]: long }))]) {
      const { error } = v.parse(Refused, await socket.timeout(15_000).emitWithAck(event, payload))
      expect(error.message.length).toBeLessThan(1000)
    }
    socket.close()
  })

  it('is there only for whom it is', async () => {
    const { socket } = await open()
    const { error } = v.parse(Refused, await socket.timeout(15_000).emitWithAck(event, null))
    expect(error.kind).toBe(Object.hasOwn(admission, event) ? 'bad-payload' : 'unknown-event')
    socket.close()
  })
})

describe('the endpoint', () => {
  it.each(['nothing:known', '__proto__', 'constructor', 'toString', ''])(
    'refuses the unknown event "%s"',
    async (event) => {
      const { socket } = await open()
      expect(v.parse(Refused, await socket.timeout(15_000).emitWithAck(event, {})).error).toEqual({
        kind: 'unknown-event',
        message: ERRORS['unknown-event'],
      })
      socket.close()
    },
  )

  it(
    'cuts an oversized packet, and only that connection',
    async () => {
      const [bad, good] = [(await open()).socket, (await open()).socket]
      const gone = closed(bad)
      bad.emit('recovery:begin', { name: 'x'.repeat(200_000) }, () => {})
      await gone
      expect(good.connected).toBe(true)
      good.close()
      await isUp()
    },
    BEFORE_PATIENCE,
  )

  it(
    'cuts an event with two buffers, and one with eleven',
    async () => {
      for (const buffers of [2, 11]) {
        const { socket } = await open()
        const gone = closed(socket)
        socket.emit(
          'mail:put',
          Array.from({ length: buffers }, () => Buffer.alloc(4)),
          () => {},
        )
        await gone
      }
      await isUp()
    },
    BEFORE_PATIENCE,
  )

  it('lets no other page connect', async () => {
    await expect(open({ origin: 'https://evil.example' })).rejects.toThrow()
    for (const origin of [server.url, server.url.replace('localhost', '127.0.0.1')]) {
      const { socket } = await open({ origin })
      socket.close()
    }
    await isUp()
  })

  it('takes no long polling', async () => {
    const response = await fetch(`${server.url}/socket.io/?EIO=4&transport=polling`)
    expect(response.status).toBe(400)
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
  })

  it('tells who it is, with the headers of every response', async () => {
    for (const path of ['/health', '/', '/nothing-here', '/../../package.json']) {
      const headers = await new Promise<Record<string, unknown>>((resolve, reject) => {
        request(`${server.url}${path}`, { path }, (response) => {
          response.resume()
          resolve(response.headers)
        })
          .on('error', reject)
          .end()
      })
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'credentialless',
        'cross-origin-resource-policy': 'same-origin',
        'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), payment=()',
      })
      const policy = String(headers['content-security-policy']).split('; ')
      const isConnections = (directive: string) => directive.startsWith('connect-src ')
      expect(policy.find(isConnections)).toContain(` ws://localhost:${server.port}`)
      expect(policy.filter((directive) => !isConnections(directive))).toEqual(POLICY)
      expect(headers['strict-transport-security']).toBeUndefined()
    }
    expect(await (await fetch(`${server.url}/health`)).json()).toMatchObject({ service: 'virtual-chat' })
  })
})

describe('the rate limit', () => {
  it(
    'refuses what is too much and cuts who goes on',
    async () => {
      const limited = await startServer({ args: ['--events-per-second', '1', '--events-burst', '3'] })
      const socket = io(limited.url, { transports: ['websocket'], reconnection: false, forceNew: true })
      await new Promise((resolve) => socket.once('session:challenged', resolve))
      const kinds: string[] = []
      for (let i = 0; i < 5; i++) {
        kinds.push(v.parse(Refused, await socket.emitWithAck('recovery:begin', { name: 'nobody' })).error.kind)
      }
      expect(kinds).toEqual(['no-such-user', 'no-such-user', 'no-such-user', 'rate-limited', 'rate-limited'])
      const gone = closed(socket)
      for (let i = 0; i < 300; i++) socket.emit('recovery:begin', { name: 'nobody' }, () => {})
      await gone
      await limited.stop()
    },
    BEFORE_PATIENCE,
  )
})

it('has no attachment in any answer, for none would be found', () => {
  expect(hasBytes(upstream['mail:put'].payload)).toBe(true)
  expect(Object.values(upstream).filter(({ reply }) => hasBytes(reply))).toEqual([])
})
