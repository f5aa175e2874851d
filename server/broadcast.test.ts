import { once } from 'node:events'
import { connect, type Socket as TcpSocket } from 'node:net'
import { promisify } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { io } from 'socket.io-client'
import { afterEach, expect, it } from 'vitest'
import * as v from 'valibot'
import type { RosterEntry } from '../protocol/presence.ts'
import { attachChatServer, type ChatServer } from './chat-server.ts'
import { listen, type Listening } from './listen.ts'
import type { Socket } from './ports.ts'
import { deviceOf, userName } from './testing/fixtures.ts'
import { CONNECT, upgradeRequest } from './testing/raw-websocket.ts'

const logged: { event: string; fields: unknown }[] = []
let listening: Listening
let chat: ChatServer

async function start(onSocket: (socket: Socket) => void): Promise<number> {
  listening = await listen(0, '127.0.0.1', undefined, { mostPerAddress: 0 })
  chat = attachChatServer(listening.server, {
    isAllowedOrigin: () => true,
    trustProxy: false,
    packetsPerSecond: 0,
    log: (event, fields) => logged.push({ event, fields }),
  })
  chat.onConnection(onSocket)
  return listening.port
}
afterEach(async () => {
  await chat.close()
  await listening.close()
  logged.length = 0
})

const entry = (seen: number): RosterEntry => ({
  name: userName('zoe'),
  device: deviceOf('zoe'),
  online: true,
  lastSeen: seen,
  revision: seen,
})
const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

/** The upgrade and Socket.IO's CONNECT, then not another read. */
async function deafReader(port: number): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1' })
  socket.on('error', () => {})
  socket.write(upgradeRequest())
  await new Promise<void>((resolve) => socket.once('data', () => resolve()))
  socket.pause()
  socket.write(CONNECT)
}

/** How something is said to a reader. */
const WAYS = {
  alone: (line: Socket) => line,
  'under its name': () => chat.hub.toUser(userName('bob')),
  'with everyone': () => chat.hub.everyone,
} as const
const ways = Object.entries(WAYS)

it.each(ways)('cuts a reader that does not read what it is told %s, and says why', async (_, way) => {
  let isCut = false
  let line: Socket | undefined
  const port = await start((socket) => {
    line = socket
    socket.join(userName('bob'))
    socket.onClose(() => (isCut = true))
  })
  await deafReader(port)
  while (!line) await turn()
  const fact = { entries: Array.from({ length: 500 }, (_entry, index) => entry(index)) }
  for (let said = 0; said < 2000 && !isCut; said++) {
    way(line).emit('presence:changed', fact)
    await turn()
  }
  expect(isCut).toBe(true)
  expect(logged.map(({ event }) => event)).toEqual(['reader cut'])
  const told = v.parse(v.object({ reason: v.string(), waiting: v.number() }), logged[0]?.fields)
  expect(told.reason).toBe('it does not read what it is sent')
  expect(told.waiting).toBeGreaterThan(512 * 1024)
  expect(told.waiting).toBeLessThan(512 * 1024 + JSON.stringify(fact).length + 100)
})

it.each(ways)('does not cut a reader for one long packet that it is told %s', async (_, way) => {
  let heard = 0
  let line: Socket | undefined
  const port = await start((socket) => {
    line = socket
    socket.join(userName('bob'))
  })
  const client = io(`http://127.0.0.1:${port}`, { transports: ['websocket'], forceNew: true, reconnection: false })
  const isGone = new Promise<void>((resolve) => client.once('disconnect', () => resolve()))
  const entries = Array.from({ length: 6000 }, (_entry, index) => entry(index))
  expect(JSON.stringify(entries).length).toBeGreaterThan(512 * 1024)
  while (!line) await turn()
  while (heard < 3) {
    const isHere = new Promise<void>((resolve) => client.once('presence:changed', () => resolve()))
    way(line).emit('presence:changed', { entries })
    await Promise.race([isHere, isGone])
    expect([client.connected, logged]).toEqual([true, []])
    heard += 1
  }
  client.close()
})

it('keeps the order of what goes to one and what goes to all', async () => {
  const heard: number[] = []
  let line: Socket | undefined
  const port = await start((socket) => {
    socket.join(userName('bob'))
    line = socket
  })
  const client = io(`http://127.0.0.1:${port}`, { transports: ['websocket'], forceNew: true })
  client.on('presence:changed', ({ entries }: { entries: RosterEntry[] }) => heard.push(entries[0]?.revision ?? -1))
  while (!line) await turn()
  for (let said = 0; said < 300; said++) {
    const fact = { entries: [entry(said)] }
    if (said % 3 === 0) line.emit('presence:changed', fact)
    else if (said % 3 === 1) chat.hub.toUser(userName('bob')).emit('presence:changed', fact)
    else chat.hub.everyone.emit('presence:changed', fact)
    if (said % 50 === 0) await turn()
  }
  while (heard.length < 300) await turn()
  expect(heard).toEqual(Array.from({ length: 300 }, (_, index) => index))
  client.close()
})

it('tells a name without a connection nothing, and once it has one what comes then', async () => {
  const bob = userName('bob')
  const heard: number[] = []
  let line: Socket | undefined
  const port = await start((socket) => (line = socket))
  const client = io(`http://127.0.0.1:${port}`, { transports: ['websocket'], forceNew: true })
  client.on('session:superseded', ({ fence }: { fence: number }) => heard.push(fence))
  while (!line) await turn()
  const tell = (fence: number) => chat.hub.toUser(bob).emit('session:superseded', { fence })
  tell(1)
  chat.hub.toUser(bob).cut()
  line.join(bob)
  tell(2)
  await expect.poll(() => heard).toEqual([2])
  line.leave(bob)
  tell(3)
  chat.hub.everyone.emit('session:superseded', { fence: 30 })
  line.join(bob)
  tell(4)
  await expect.poll(() => heard).toEqual([2, 4])
  const gone = new Promise<void>((resolve) => client.once('disconnect', () => resolve()))
  chat.hub.toUser(bob).cut()
  await gone
  client.close()
})

it('answers a new connection in two writes: for HTTP and Engine.IO, for Socket.IO and what it is told first', async () => {
  const port = await start((socket) => socket.emit('session:superseded', { fence: 1 }))
  let writes = 0
  listening.server.once('connection', (tcp: TcpSocket) => {
    for (const way of ['_write', '_writev'] as const) {
      const write: unknown = Reflect.get(tcp, way)
      if (typeof write !== 'function') throw new Error(`no ${way}`)
      Reflect.set(tcp, way, (...given: unknown[]): void => {
        writes += 1
        Reflect.apply(write, tcp, given)
      })
    }
  })
  const client = io(`http://127.0.0.1:${port}`, { transports: ['websocket'], forceNew: true, reconnection: false })
  await new Promise<void>((resolve) => client.once('session:superseded', () => resolve()))
  expect(writes).toBe(2)
  client.close()
})

/** Collects garbage. */
function collector(): () => void {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect !== 'function') throw new Error('no collector')
  return () => void Reflect.apply(collect, undefined, [])
}

it('lets go of the request that a connection began with', async () => {
  const collect = collector()
  let address = ''
  let line: Socket | undefined
  const port = await start((socket) => {
    address = socket.address
    line = socket
  })
  let request: WeakRef<object> | undefined
  listening.server.prependListener('upgrade', (heard) => {
    request = new WeakRef(heard)
  })
  const client = io(`http://127.0.0.1:${port}`, { transports: ['websocket'], forceNew: true })
  await new Promise<void>((resolve) => client.once('connect', () => resolve()))
  for (let round = 0; round < 100 && request?.deref(); round++) {
    await turn()
    collect()
  }
  expect(request?.deref()).toBeUndefined()
  expect([address, line?.address]).toEqual(['127.0.0.1', '127.0.0.1'])
  client.close()
})

it('lets go of what came with CONNECT', async () => {
  const collect = collector()
  const lines: Socket[] = []
  const port = await start((socket) => void lines.push(socket))
  const used = () => {
    collect()
    return process.memoryUsage().heapUsed
  }
  const auth = { objects: Array.from({ length: 40_000 }, () => ({})) }
  const before = used()
  const options = { transports: ['websocket'], forceNew: true, auth }
  const clients = Array.from({ length: 20 }, () => io(`http://127.0.0.1:${port}`, options))
  while (lines.length < clients.length) await turn()
  await expect.poll(used).toBeLessThan(before + 20 * 1024 * 1024)
  for (const client of clients) client.close()
})

it('asks every line for a sign of life, again after its answer', async () => {
  const port = await start(() => {})
  const client = io(`http://127.0.0.1:${port}`, { transports: ['websocket'], forceNew: true, reconnection: false })
  let pings = 0
  client.io.on('ping', () => (pings += 1))
  await expect.poll(() => pings).toBe(2)
  expect(client.connected).toBe(true)
  client.close()
})

it('ends a line that says much before an attachment', async () => {
  const port = await start((socket) => socket.onRaw((_event, _args, ack) => ack?.({ ok: true, value: null })))
  const client = io(`http://127.0.0.1:${port}`, { transports: ['websocket'], forceNew: true, reconnection: false })
  const gone = new Promise<void>((resolve) => client.once('disconnect', () => resolve()))
  const put = (words: string) => client.timeout(15_000).emitWithAck('mail:put', { words, envelope: new Uint8Array(1) })
  expect(await put('x'.repeat(900))).toEqual({ ok: true, value: null })
  put('x'.repeat(1000)).catch(() => {})
  await gone
})

it('keeps no connection that asks to be upgraded elsewhere', async () => {
  const port = await start(() => {})
  const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  client.write('GET /elsewhere HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n')
  client.resume()
  await once(client, 'end')
  expect(await promisify(listening.server.getConnections).call(listening.server)).toBe(0)
  client.destroy()
})
