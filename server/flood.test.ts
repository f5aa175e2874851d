import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, expect, it, vi } from 'vitest'
import {
  BINARY,
  clientFrame as frame,
  CONNECT,
  CONTINUATION,
  PING,
  PONG,
  TEXT,
  upgradeRequest,
} from './testing/raw-websocket.ts'
import { startServer, type StartedServer } from './testing/start-server.ts'
import { until } from './testing/world.ts'

// Clients that speak WebSocket and Socket.IO their own way, before any sign-in.

// Who does not sign in is gone after half a minute in any case.
vi.setConfig({ testTimeout: 25_000 })

const releases: (() => Promise<unknown> | void)[] = []
afterEach(async () => {
  vi.useRealTimers()
  for (const release of releases.splice(0).reverse()) await release()
})

/** The frame with which the server ends a line in order. */
const CLOSE = '\x88\x00'
/** The one for a message that it does not take (RFC 6455 §7.4.1, 1008). */
const TOO_MANY = '\x88\x02\x03\xf0'

const times = (count: number, bytes: Buffer) => Buffer.concat(Array.from({ length: count }, () => bytes))

interface RawLine {
  readonly socket: Socket
  send(...frames: Buffer[]): void
  /** How often the server has said this so far. */
  heard(text: string): number
  /** All of it. */
  said(): string
}

/** A connection after the upgrade, before Socket.IO's CONNECT. */
async function upgrade({ port }: StartedServer): Promise<RawLine> {
  const line = ask(port)
  await until(() => line.heard('"sid"') === 1)
  return line
}

/** A connection that asks for a WebSocket, perhaps as part of a line that is there. */
function ask(port: number, of = ''): RawLine {
  const socket = connect({ port, host: '127.0.0.1' })
  releases.push(() => void socket.destroy())
  socket.on('error', () => {})
  let said = ''
  socket.on('data', (chunk: Buffer) => (said += chunk.toString('latin1')))
  socket.write(upgradeRequest(of))
  const heard = (text: string) => said.split(text).length - 1
  const send = (...frames: Buffer[]) => void socket.write(Buffer.concat(frames))
  return { socket, send, heard, said: () => said }
}

/** A connection that was challenged. */
async function open(server: StartedServer): Promise<RawLine> {
  const line = await upgrade(server)
  line.send(CONNECT)
  await until(() => line.heard(CHALLENGE) === 1)
  return line
}

async function start(...args: string[]): Promise<StartedServer> {
  const server = await startServer({ args })
  releases.push(server.stop)
  return server
}

const CHALLENGE = 'session:challenged'
const ACK = frame(TEXT, '431[]')
const NOWHERE = frame(TEXT, '40/nowhere,')
/** The beginning of an event that has an attachment. */
const HEAD = frame(TEXT, '451-7["nothing",{"_placeholder":true,"num":0}]')
/** An event that nobody knows, and the answer to it. */
const [EVENT, ANSWER] = [frame(TEXT, '427["nothing",{}]'), '437[{"ok":false']

it.each([
  ['pings', PING],
  ['pongs', PONG],
])('cuts who sends more than a few %s, before any sign-in', async (_, opcode) => {
  const server = await start()
  const line = await open(server)
  line.send(times(5, frame(opcode, '')), EVENT)
  await until(() => line.heard(ANSWER) === 1)
  const gone = once(line.socket, 'close')
  line.send(times(6, frame(opcode, '')))
  await gone
  await open(server)
})

/** A text in frames of one character each. */
function inParts(text: string): Buffer {
  const last = text.length - 1
  const parts = Array.from(text, (character, at) => {
    const part = frame(at === 0 ? TEXT : CONTINUATION, character)
    if (at < last) part[0] = (part[0] ?? 0) & 0x7f
    return part
  })
  return Buffer.concat(parts)
}

it('takes a message in some parts and cuts who sends one in a great many, before any sign-in', async () => {
  const server = await start()
  const line = await open(server)
  const event = (length: number) => `427["nothing",{}]`.padEnd(length)
  line.send(inParts(event(64)))
  await until(() => line.heard(ANSWER) === 1)
  const gone = once(line.socket, 'close')
  line.send(inParts(event(65)))
  await until(() => line.heard(TOO_MANY) === 1)
  line.socket.end()
  await gone
  expect(line.heard(ANSWER)).toBe(1)
})

it.each([
  ['acks of nothing', ACK],
  ['calls for a namespace that is not there', NOWHERE],
])('cuts who sends too many %s', async (_, packet) => {
  const server = await start('--events-per-second', '10', '--events-burst', '10')
  const line = await open(server)
  line.send(times(400, ACK), EVENT)
  await until(() => line.heard(ANSWER) === 1)
  const gone = once(line.socket, 'close')
  line.send(times(500, packet))
  await gone
  await open(server)
})

it('counts no packets when events have no limit', async () => {
  const line = await open(await start('--events-per-second', '0'))
  line.send(times(10_000, ACK), EVENT)
  await until(() => line.heard(ANSWER) === 1)
})

it('waits five seconds for an attachment, each time anew', async () => {
  const line = await open(await start())
  const taken = async (count: number) => {
    line.send(frame(PING, ''))
    await until(() => line.heard('\x8a\x00') === count)
  }
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  line.send(HEAD, frame(BINARY, 'x'))
  await until(() => line.heard(ANSWER) === 1)
  vi.advanceTimersByTime(3000)
  line.send(HEAD)
  await taken(1)
  vi.advanceTimersByTime(3000)
  line.send(frame(BINARY, 'x'))
  await until(() => line.heard(ANSWER) === 2)
  line.send(HEAD)
  await taken(2)
  vi.advanceTimersByTime(5000)
  // A text would be wrong in the middle of a binary event.
  line.send(EVENT)
  await until(() => line.heard(ANSWER) === 3)
})

it('ends a line on which nobody asks for a socket within five seconds', async () => {
  const server = await start()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const line = await upgrade(server)
  vi.advanceTimersByTime(4999)
  line.send(frame(PING, ''))
  await until(() => line.heard('\x8a\x00') === 1)
  expect(line.heard(CLOSE)).toBe(0)
  vi.advanceTimersByTime(1)
  await until(() => line.heard(CLOSE) === 1)
})

it('ends a line that answers no heartbeat', async () => {
  const line = await open(await start())
  await expect.poll(() => line.heard(CLOSE)).toBe(1)
})

it('ends a line that leaves its namespace', async () => {
  const line = await open(await start())
  line.send(frame(TEXT, '41'))
  await until(() => line.heard(CLOSE) === 1)
})

it.each([
  ['at once', [CONNECT, CONNECT]],
  ['after it left', [frame(TEXT, '41'), CONNECT]],
])('ends a line that asks for a second socket %s', async (when, frames) => {
  const server = await start()
  const line = await (when === 'at once' ? upgrade(server) : open(server))
  line.send(...frames)
  await until(() => line.heard(CLOSE) === 1)
  expect(line.heard(CHALLENGE)).toBeLessThanOrEqual(1)
  await open(server)
})

it('lets no WebSocket take the place of another', async () => {
  const server = await start()
  const line = await open(server)
  const sid = /"sid":"([^"]+)"/.exec(line.said())?.[1] ?? ''
  for (const of of [`&sid=${sid}`, `&s%69d=${sid}`]) {
    const other = ask(server.port, of)
    await once(other.socket, 'close')
    expect(other.said()).toContain('400 Bad Request')
  }
  line.send(EVENT)
  await until(() => line.heard(ANSWER) === 1)
})
