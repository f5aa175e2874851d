import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server, type Socket } from 'socket.io'
import { afterEach, describe, expect, it } from 'vitest'
import { downstream } from '../../../protocol/contract.ts'
import { PROTOCOL_VERSION } from '../../../protocol/version.ts'
import { pack, randomText } from '../testing/letters.ts'
import { eventually } from '../testing/eventually.ts'
import { createStage, type Actor } from '../testing/stage.ts'

// A server that speaks Socket.IO and no more sense than that, and a real client.

/** A letter in good order, but for what is in it. */
const LETTER = { first: 1, from: ['bob'], storedAt: [1], lengths: [4], envelopes: Buffer.alloc(4) }

const HOSTILE: readonly unknown[] = [
  undefined,
  null,
  7,
  'x',
  [],
  {},
  { entries: 'none', posts: {}, lengths: 1, receipts: null, items: [{}], from: {}, signal: 7, fence: 'x', nonce: [] },
  { entries: [null], posts: [null], lengths: [null], receipts: [null], items: [null] },
  JSON.parse('{"__proto__": {"entries": []}, "constructor": {"prototype": 1}, "entries": [{"__proto__": 1}]}'),
  { ...LETTER, lengths: [5] },
  { ...LETTER, lengths: [1e9] },
  { ...LETTER, lengths: [-4, 8], from: ['bob', 'bob'], storedAt: [1, 1] },
  { ...LETTER, from: ['bob', 'bob'] },
  { ...LETTER, storedAt: [-1] },
  { ...LETTER, first: -1 },
  { ...pack([]), envelopes: Buffer.alloc(200_000) },
  { from: 'bob', signal: 'x'.repeat(20_000) },
  { from: 'bob', signal: '{"type":"offer","__proto__":null}' },
  { entries: [{ name: 'bob', device: 'x', online: 1, lastSeen: Number.MAX_VALUE, revision: -1 }] },
  { posts: [{ id: 'x', text: '\uD800', groupSeq: 0.5 }] },
  { text: 'y'.repeat(2_000_000) },
  Buffer.alloc(300_000),
  [[[[[[[[[[{}]]]]]]]]]],
]

const WELCOME = {
  welcome: 'first',
  fence: 1,
  serverTime: 1,
  roster: { entries: [], next: null },
  mail: 0,
  group: { head: 0, cursor: 0 },
  prekeyId: 1,
  recovery: false,
  iceServers: [],
  iceLifetime: null,
}
const entry = (name: string) => ({ name, device: randomText(16), online: true, lastSeen: 1, revision: 1 })

let http: HttpServer
const sockets: Socket[] = []
let answer: () => unknown = () => undefined
const stage = createStage(() => `http://localhost:${(http.address() as AddressInfo).port}`)

/** Somebody signed in at a server that answers every other command with what `answer` gives. */
async function guest(): Promise<Actor> {
  http = createServer()
  const server = new Server(http, { transports: ['websocket'] })
  server.on('connection', (socket) => {
    sockets.push(socket)
    socket.on('session:sign-in', (_: unknown, ack: (reply: unknown) => void) => ack({ ok: true, value: WELCOME }))
    socket.onAny((event: string, ...args: unknown[]) => {
      const ack = args.at(-1)
      if (event !== 'session:sign-in' && typeof ack === 'function') Reflect.apply(ack, undefined, [answer()])
    })
    socket.emit('session:challenged', {
      service: 'virtual-chat',
      protocolVersion: PROTOCOL_VERSION,
      nonce: randomText(32),
    })
  })
  await new Promise<void>((resolve) => http.listen(0, resolve))
  const [alice] = await stage.cast(['alice'])
  return alice
}

afterEach(() => {
  stage.clear()
  for (const socket of sockets.splice(0)) socket.disconnect(true)
  http.close()
  answer = () => undefined
})

/** The server says something sensible behind it all; the client has taken it in. */
async function hearsSense({ chat }: Actor, name: string): Promise<void> {
  sockets.at(-1)?.emit('presence:changed', { entries: [entry(name)] })
  await eventually(() => expect(chat.people.get().map((person) => person.name)).toContain(name))
  expect(chat.session.get().state).toBe('signedIn')
}

describe('a server that makes no sense', () => {
  it.each(Object.keys(downstream))('in %s is not heard, and the next word is', async (event) => {
    const alice = await guest()
    for (const payload of HOSTILE) sockets.at(-1)?.emit(event, payload)
    for (const payload of HOSTILE) sockets.at(-1)?.emit(event, payload, 'and more')
    await (event === 'session:superseded' || event === 'server:stopping' ? Promise.resolve() : hearsSense(alice, 'zoe'))
    expect(alice.chat.people.get().length).toBeLessThanOrEqual(1)
    expect(alice.messages('everyone')).toEqual([])
    expect(alice.server.commands.map(({ event: asked }) => asked)).not.toContain('mail:ack')
    expect(Object.getPrototypeOf({})).not.toHaveProperty('entries')
  })

  it('in packets with two buffers is left, visibly, and tried again', async () => {
    const alice = await guest()
    sockets.at(-1)?.emit('mail:arrived', { ...pack([]), envelopes: Buffer.alloc(0), more: Buffer.alloc(1) })
    await eventually(() => expect(alice.chat.session.get().state).toBe('reconnecting'))
    await eventually(() => expect(alice.chat.session.get().state).toBe('signedIn'))
    await hearsSense(alice, 'zoe')
  })

  it('in events that nobody knows is not heard', async () => {
    const alice = await guest()
    for (const event of ['__proto__', 'constructor', 'hasOwnProperty', 'session:welcome', '', 'message'])
      sockets.at(-1)?.emit(event, { entries: [entry('eve')] })
    await hearsSense(alice, 'zoe')
    expect(alice.chat.people.get()).toHaveLength(1)
  })

  it('in its answers is taken for no answer: nothing is lost, nothing counts as sent', async () => {
    const alice = await guest()
    await hearsSense(alice, 'bob-0')
    const bob = alice.chat.people.get()[0]
    if (!bob) throw new Error('nobody is there')
    const answers = HOSTILE.flatMap((value) =>
      // `null` is what some commands are answered with.
      value === null ? [value] : [value, { ok: true, value }, { ok: false, error: value }],
    )
    const seen = new Set<string>()
    let turn = 0
    answer = () => answers[turn++ % answers.length]
    alice.messages('everyone')
    await alice.chat.submit(bob.name, 'to bob')
    await alice.chat.submit('everyone', 'to all')
    alice.contact({ ...alice, name: bob.name })
    alice.chat.typing('everyone')
    expect(await alice.chat.setRecovery(await alice.chat.newPhrase())).not.toBe('set')
    await alice.chat.setBlocked(bob.name, true)
    await eventually(() => {
      for (const { event } of alice.server.commands) seen.add(event)
      expect([...seen]).toEqual(expect.arrayContaining(['bundle:fetch', 'group:post', 'recovery:set', 'block:set']))
    })
    await hearsSense(alice, 'zoe')
    await eventually(() => expect(alice.delivery('everyone', 'to all')).toBeDefined())
    expect(alice.delivery('everyone', 'to all')).not.toMatchObject({ state: 'posted' })
  })
})
