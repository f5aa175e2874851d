import {
  createServer as createHttp,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http'
import { createServer as createHttps } from 'node:https'
import { createServer as createNet, type AddressInfo, type Server as NetServer, type Socket } from 'node:net'
import { addressToPlace } from './place.ts'
import { createKeyedCount } from './rate-limit.ts'

/** PEM texts. */
export interface Certificate {
  readonly cert: string
  readonly key: string
}

/** A server that listens. */
export interface Listening {
  /** Requests and upgrades arrive here. */
  readonly server: Server
  readonly port: number
  /** Stops accepting and drops what is left. */
  close(): Promise<void>
}

const MOST_CONNECTIONS = 10_000
/** First byte of a TLS handshake record (RFC 8446 §5.1). */
const TLS_HANDSHAKE = 0x16
/** A new connection must say something within this time, and end a TLS handshake within as much again, ms. */
const PATIENCE_MS = 10_000

function httpOptions(patience: number): ServerOptions {
  return {
    headersTimeout: patience,
    requestTimeout: 1.5 * patience,
    // Node looks for those that are late only so often, by default every 30 s.
    connectionsCheckingInterval: patience / 2,
  }
}

/** Connections on which a request waits for the answer to the one before it. */
const waiting = new WeakSet<Socket>()

/**
 * Answers when the request before it on the connection is answered. A browser may have all of that a moment before it has
 * ended here, and ask for the next; a client that asks for more is cut, because each answer would be made at once and wait
 * in memory with its file open, even after the connection is gone.
 */
export function answerInTurn({ socket }: IncomingMessage, response: ServerResponse, answer: () => void): void {
  if (response.socket) return answer()
  if (waiting.has(socket)) return void socket.destroy()
  waiting.add(socket)
  response.once('socket', () => {
    waiting.delete(socket)
    answer()
  })
}

function redirectToHttps(request: IncomingMessage, response: ServerResponse): void {
  const host = request.headers.host ?? ''
  const isPlain = /^[A-Za-z0-9.\-:[\]]+$/.test(host)
  const path = request.url?.startsWith('/') && !request.url.startsWith('//') ? request.url : '/'
  if (isPlain) response.writeHead(308, { Location: `https://${host}${path}`, 'X-Content-Type-Options': 'nosniff' })
  else response.writeHead(400, { 'X-Content-Type-Options': 'nosniff' })
  response.end()
}

/** One port for both: TLS goes to `https`, anything else to the server that redirects. */
function sniff(https: Server, plain: Server, patience: number): NetServer {
  return createNet((socket: Socket) => {
    socket.setTimeout(patience, () => socket.destroy())
    socket.once('data', (first: Buffer) => {
      socket.setTimeout(0)
      socket.pause()
      socket.unshift(first)
      ;(first[0] === TLS_HANDSHAKE ? https : plain).emit('connection', socket)
      process.nextTick(() => socket.resume())
    })
  })
}

/** Node itself destroys a connection that breaks. */
function ignore(): void {}

/** What a listening port puts up with. */
export interface ListenOptions {
  /** Open connections of one address; 0, as behind a proxy, is no limit. */
  readonly mostPerAddress: number
  /** For tests, ms. */
  readonly patience?: number
  /** For tests: open connections in all. */
  readonly most?: number
}

/**
 * Opens a port for http, or with a certificate for https, where plain requests are redirected. Rejects with the
 * system's error (EADDRINUSE, EACCES).
 */
export async function listen(
  port: number,
  host: string,
  certificate: Certificate | undefined,
  { mostPerAddress, patience = PATIENCE_MS, most = MOST_CONNECTIONS }: ListenOptions,
): Promise<Listening> {
  const options = httpOptions(patience)
  const server: Server = certificate
    ? createHttps({ ...options, handshakeTimeout: patience, ...certificate })
    : createHttp(options)
  const plain = certificate
    ? createHttp(options, (request, response) =>
        answerInTurn(request, response, () => redirectToHttps(request, response)),
      )
    : undefined
  const outer: NetServer = plain ? sniff(server, plain, patience) : server
  for (const each of plain ? [server, plain] : [server]) {
    each.maxHeadersCount = 50
    // For a client that asks for a file and does not read it; a WebSocket lifts the limit.
    each.setTimeout(3 * patience)
  }
  outer.maxConnections = most

  const sockets = new Set<Socket>()
  const perAddress = createKeyedCount()
  outer.on('connection', (socket: Socket) => {
    const place = addressToPlace(socket.remoteAddress ?? '')
    if (perAddress.take(place) > mostPerAddress && mostPerAddress > 0) socket.destroy()
    sockets.add(socket)
    // Node takes its own listener off at an upgrade, while the answer to the request before may still fail.
    socket.on('error', ignore)
    socket.once('close', () => {
      perAddress.giveBack(place)
      sockets.delete(socket)
    })
  })
  await new Promise<void>((resolve, reject) => {
    outer.once('error', reject)
    outer.listen(port, host, () => {
      outer.off('error', reject)
      resolve()
    })
  })
  // A server that does not listen itself starts to watch its timeouts on this event.
  if (plain) for (const inner of [server, plain]) inner.emit('listening')
  return {
    server,
    port: portOf(outer.address()),
    async close() {
      const closed = new Promise<void>((resolve) => outer.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

function portOf(address: string | AddressInfo | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0
}
