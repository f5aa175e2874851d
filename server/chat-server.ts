import type { Server as HttpServer, IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { Server, type Socket as IoSocket } from 'socket.io'
import { Decoder, Encoder, PacketType, type Packet } from 'socket.io-parser'
import type { Downstream, FactInput } from '../protocol/contract.ts'
import { LIMITS } from '../protocol/limits.ts'
import type { UserName } from '../protocol/names.ts'
import { createBroadcast } from './broadcast.ts'
import { watchFloods } from './flood.ts'
import type { Audience, Hub, Log, RawListener, Socket } from './ports.ts'
import { takePongs } from './pongs.ts'
import { forgetHandshake, watchReaders } from './readers.ts'

// This file, broadcast.ts, flood.ts, pongs.ts and readers.ts know Socket.IO.

const PATH = '/socket.io/'
/** An unfinished binary event may wait this long for its attachment, ms. */
const ATTACHMENT_MS = 5000
/** Characters of a binary event without its attachment, for which it waits parsed, twenty times as large. Ours have 100. */
const MOST_HEAD = 1024

/** Takes one attachment: an event with 11 sends the stock client into an endless loop, so neither side uses more. */
class OneAttachmentDecoder extends Decoder {
  private timer: NodeJS.Timeout | undefined
  private isWaiting = false

  constructor() {
    super({ maxAttachments: 1 })
  }

  override add(chunk: unknown): void {
    // Only a binary event leaves the decoder waiting.
    const isHead = typeof chunk === 'string' && (chunk.startsWith('5') || chunk.startsWith('6'))
    if (isHead && chunk.length > MOST_HEAD) throw new Error('too long for a binary event')
    super.add(chunk)
    this.isWaiting = isHead
    if (!this.isWaiting) return
    // Winding up the one timer again costs a tenth of a new one per letter.
    this.timer ??= setTimeout(() => this.isWaiting && super.destroy(), ATTACHMENT_MS).unref()
    this.timer.refresh()
  }

  override destroy(): void {
    clearTimeout(this.timer)
    super.destroy()
  }
}

/** No answer of the contract has attachments. Socket.IO would look through every value of every roster page to find none. */
class AnswerEncoder extends Encoder {
  override encode(packet: Packet): unknown[] {
    if (packet.type !== PacketType.ACK) return super.encode(packet)
    return [`${packet.type}${packet.id}${JSON.stringify(packet.data)}`]
  }
}

/** Which pages may connect, and how connections are told apart and limited. */
export interface ChatServerOptions {
  /** Value of the Origin header to whether that page may connect. */
  readonly isAllowedOrigin: (origin: string) => boolean
  /** Take the remote address from the last entry of X-Forwarded-For, which our own proxy wrote. */
  readonly trustProxy: boolean
  /** Of one connection; 0 is no limit. */
  readonly packetsPerSecond: number
  readonly log: Log
}

/** Sockets on an HTTP server. */
export interface ChatServer {
  readonly hub: Hub
  onConnection(listener: (socket: Socket) => void): void
  /** Closes every connection. The HTTP server stays the caller's. */
  close(): Promise<void>
}

const roomOf = (name: UserName) => `user:${name}`
const EVERYONE = 'everyone'

/** There is no `peer` when the connection was reset before it was accepted; what it had sent is still read. */
function addressOf(request: IncomingMessage, peer: string | undefined, trustProxy: boolean): string {
  const forwarded = request.headers['x-forwarded-for']
  const text = Array.isArray(forwarded) ? forwarded.join(',') : forwarded
  return (trustProxy && text?.split(',').at(-1)?.trim()) || peer || ''
}

/** A middleware for Socket.IO that takes every event; its last argument is the ack if there is one. */
function toMiddleware(listener: RawListener) {
  // Anonymous: the loader of TypeScript would keep 280 bytes of a name for each connection.
  return ([event, ...args]: unknown[]) => {
    const last = args.at(-1)
    if (typeof last !== 'function') return listener(event, args, undefined)
    args.pop()
    listener(event, args, (answer) => void Reflect.apply(last, undefined, [answer]))
  }
}

/** A connection as the use cases know it; a class, because thousands share its methods. */
class Connection implements Socket {
  readonly address: string
  private readonly io: IoSocket

  constructor(io: IoSocket, trustProxy: boolean) {
    this.io = io
    this.address = addressOf(io.request, io.handshake.address, trustProxy)
    forgetHandshake(io)
  }

  emit<E extends Downstream>(event: E, fact: FactInput<E>): void {
    this.io.emit(event, fact)
  }

  onRaw(listener: RawListener): void {
    // A middleware that lets nothing pass: behind a listener Socket.IO would take one tick more to find that there is no other.
    this.io.use(toMiddleware(listener))
  }

  onClose(listener: () => void): void {
    this.io.on('disconnect', listener)
  }

  join(name: UserName): void {
    void this.io.join([roomOf(name), EVERYONE])
  }

  leave(name: UserName): void {
    void this.io.leave(roomOf(name))
    void this.io.leave(EVERYONE)
  }

  close(): void {
    this.io.disconnect(true)
  }
}

function endLine(this: IoSocket): void {
  this.conn.close()
}

/** Opens the chat's endpoint on an HTTP server that listens. */
export function attachChatServer(
  http: HttpServer,
  { isAllowedOrigin, trustProxy, packetsPerSecond, log }: ChatServerOptions,
): ChatServer {
  const io = new Server(http, {
    transports: ['websocket'],
    path: PATH,
    allowUpgrades: false,
    // Socket.IO would end only its own side of a foreign upgrade; the listener below destroys it.
    destroyUpgrade: false,
    serveClient: false,
    perMessageDeflate: false,
    httpCompression: false,
    maxHttpBufferSize: LIMITS.packet,
    connectTimeout: 5000,
    // A silent death shows after at most 4 + 5 s.
    pingInterval: 4000,
    pingTimeout: 5000,
    // Browsers always name their page's origin; a client that sends none is no page.
    allowRequest: ({ headers: { origin } }, decide) => decide(null, origin === undefined || isAllowedOrigin(origin)),
    parser: { Encoder: AnswerEncoder, Decoder: OneAttachmentDecoder },
  })
  http.on('upgrade', ({ url }: IncomingMessage, socket: Duplex) => {
    if (!url?.startsWith(PATH)) socket.destroy()
  })

  const { rooms } = io.of('/').adapter
  const audience = (room: string): Audience => ({
    emit(event, fact, delivery) {
      // Every sign-in addresses the session before it, and mostly there is none.
      if (!rooms.has(room)) return
      const to = io.to(room)
      ;(delivery === 'volatile' ? to.volatile : to).emit(event, fact)
    },
    lags() {
      const lines = Array.from(rooms.get(room) ?? [], (id) => io.sockets.sockets.get(id)?.conn)
      return lines.some((line) => line && readers.lags(line))
    },
    cut() {
      if (rooms.has(room)) io.in(room).disconnectSockets(true)
    },
  })
  const readers = watchReaders(io.engine, (waiting) =>
    log('reader cut', { reason: 'it does not read what it is sent', waiting }),
  )

  // Engine.IO would let a WebSocket take the place of another of the same line, where nobody watches it.
  io.engine.use(({ url = '' }: IncomingMessage, _: unknown, next: (refused?: Error) => void) => {
    next(new URL(url, 'http://localhost').searchParams.has('sid') ? new Error('there is no upgrade') : undefined)
  })
  takePongs(io.engine)
  watchFloods(io.engine, readers, packetsPerSecond, (what) => log('line cut', { reason: `too many ${what}` }))

  io.use(({ conn: { transport } }, next) => {
    // Holds the line until the end of this turn: the answer to CONNECT and the challenge leave together.
    transport.writable = false
    setImmediate(() => {
      transport.writable = true
      transport.emit('ready')
    })
    next()
  })

  // The port is open a moment before the service has read its store.
  const early: IoSocket[] = []
  let onSocket = (socket: IoSocket): void => void early.push(socket)
  const begun = new WeakSet<IoSocket['conn']>()
  io.on('connection', (socket) => {
    // A line has one socket and ends with it; Socket.IO would keep it without one, and let it have another.
    if (begun.has(socket.conn)) return void socket.disconnect(true)
    begun.add(socket.conn)
    socket.on('disconnect', endLine)
    onSocket(socket)
  })

  return {
    hub: { toUser: (name) => audience(roomOf(name)), everyone: { emit: createBroadcast(io, EVERYONE, readers) } },
    onConnection(listener) {
      for (const socket of early.splice(0)) if (socket.connected) listener(new Connection(socket, trustProxy))
      onSocket = (socket) => listener(new Connection(socket, trustProxy))
    },
    async close() {
      io.disconnectSockets(true)
      io.engine.close()
      await io.of('/').adapter.close()
    },
  }
}
