import type { IncomingMessage } from 'node:http'
import type { Socket as TcpSocket } from 'node:net'
import type { Server, Socket } from 'socket.io'

type Line = Socket['conn']

/**
 * What may wait for a reader when the next packet comes, bytes. One with more does not drain and is cut: log and mailbox
 * bring it up to date. The packet itself does not count, for how long it is says nothing of the reader.
 */
export const MOST_WAITING = 512 * 1024

/** The connections behind the lines of Engine.IO. */
export interface Readers {
  /** The TCP connection of a line that is open. */
  tcpOf(line: Line): TcpSocket | undefined
  /** Whether half of what may wait for a reader waits for it. */
  lags(line: Line): boolean
}

interface Reader {
  readonly tcp: TcpSocket
  /** In Engine.IO's queue, characters or bytes. */
  queued: number
  isCut: boolean
}

function waitingFor({ queued, tcp }: Reader): number {
  return queued + tcp.writableLength
}

/** A packet as Engine.IO is about to queue it. */
interface Packet {
  readonly type: string
  readonly data?: unknown
  readonly options: object
}

/** A ping as a WebSocket frame: text, one character (RFC 6455 §5.2). One for all, or each is made anew and goes out in two parts. */
const PING = [Uint8Array.of(0x81, 1, 0x32)]

/** Ends a connection that cannot drain: closing it in order would wait behind its own queue. */
function drop(line: Line, tcp: TcpSocket): void {
  line.close(true)
  tcp.destroy()
}

/**
 * Watches what waits for each reader, in Engine.IO's queue and in the TCP socket's. `tooSlow` hears of it once, when a
 * reader is cut, long before it costs the server a megabyte. What waited for a reader goes out in one write, not one a
 * packet, and a heartbeat is the same bytes for all.
 */
export function watchReaders(engine: Server['engine'], tooSlow: (waiting: number) => void): Readers {
  const readers = new WeakMap<Line, Reader>()

  // Engine.IO calls its listeners with the line as `this`: a closure each would be part of what an idle one costs.
  function queue(this: Line, { type, data, options }: Packet): void {
    if (type === 'ping') Object.assign(options, { wsPreEncodedFrame: PING })
    const reader = readers.get(this)
    if (!reader) return
    const waiting = waitingFor(reader)
    if (typeof data === 'string' || data instanceof Uint8Array) reader.queued += data.length
    if (waiting <= MOST_WAITING || reader.isCut) return
    reader.isCut = true
    tooSlow(waiting)
    drop(this, reader.tcp)
  }
  function drain(this: Line): void {
    const reader = readers.get(this)
    if (reader) reader.queued = 0
  }

  // The answer to the upgrade outlives it, hangs on the socket and holds the request.
  engine.use((_: unknown, answer: object, next: () => void) => {
    next()
    Reflect.set(answer, 'req', null)
  })
  // The answer and Engine.IO's first packet behind it leave together, at the end of this turn.
  engine.on('initial_headers', (_: unknown, { socket }: IncomingMessage) => {
    socket.cork()
    setImmediate(() => socket.uncork())
  })
  engine.on('connection', (line: Line) => {
    readers.set(line, { tcp: line.request.socket, queued: 0, isCut: false })
    line.on('packetCreate', queue)
    line.on('drain', drain)
  })
  let flushed: unknown[] = []
  engine.on('flush', (line: Line, packets: unknown[]) => {
    flushed = packets
    if (packets.length > 1) readers.get(line)?.tcp.cork()
  })
  engine.on('drain', (line: Line) => {
    readers.get(line)?.tcp.uncork()
    // The queue is as old as the packet before. Dead, it would keep this one alive until the whole heap is collected.
    flushed.length = 0
  })
  return {
    tcpOf: (line) => readers.get(line)?.tcp,
    lags(line) {
      const reader = readers.get(line)
      return reader !== undefined && waitingFor(reader) > MOST_WAITING / 2
    },
  }
}

const FORGOTTEN = { headers: {}, query: {}, auth: {}, url: '', time: '' }

/**
 * Lets go of what a connection began with and nobody reads again: the HTTP request, 2 KB of headers, and what came with
 * Socket.IO's CONNECT, which may be 3 MB once it is parsed
 * (https://socket.io/docs/v4/performance-tuning/#discard-the-initial-http-request).
 */
export function forgetHandshake(socket: Socket): void {
  Reflect.set(socket.conn, 'request', null)
  Object.assign(socket.handshake, FORGOTTEN)
}
