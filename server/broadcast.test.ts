import { connect, type Socket as TcpSocket } from 'node:net'
import { io } from 'socket.io-client'
import { expect, it } from 'vitest'
import * as v from 'valibot'
import type { RosterEntry } from '../protocol/presence.ts'
import type { Socket } from './ports.ts'
import { createChatServerStage } from './testing/chat-server-stage.ts'
import { deviceOf, userName } from './testing/fixtures.ts'
import { CONNECT, upgradeRequest } from './testing/raw-websocket.ts'

const { start, logged, running } = createChatServerStage()

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
  'under its name': () => running().chat.hub.toUser(userName('bob')),
  'with everyone': () => running().chat.hub.everyone,
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
    else if (said % 3 === 1) running().chat.hub.toUser(userName('bob')).emit('presence:changed', fact)
    else running().chat.hub.everyone.emit('presence:changed', fact)
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
  const tell = (fence: number) => running().chat.hub.toUser(bob).emit('session:superseded', { fence })
  tell(1)
  running().chat.hub.toUser(bob).cut()
  line.join(bob)
  tell(2)
  await expect.poll(() => heard).toEqual([2])
  line.leave(bob)
  tell(3)
  running().chat.hub.everyone.emit('session:superseded', { fence: 30 })
  line.join(bob)
  tell(4)
  await expect.poll(() => heard).toEqual([2, 4])
  const gone = new Promise<void>((resolve) => client.once('disconnect', () => resolve()))
  running().chat.hub.toUser(bob).cut()
  await gone
  client.close()
})

it('answers a new connection in two writes: for HTTP and Engine.IO, for Socket.IO and what it is told first', async () => {
  const port = await start((socket) => socket.emit('session:superseded', { fence: 1 }))
  let writes = 0
  running().listening.server.once('connection', (tcp: TcpSocket) => {
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
