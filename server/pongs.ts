import type { EventEmitter } from 'node:events'
import type { Socket as TcpSocket } from 'node:net'

/** What is used here of a line of Engine.IO. */
interface Line {
  readonly request: { readonly socket: Pick<TcpSocket, 'listeners' | 'off' | 'on'> }
  readonly transport: EventEmitter
}
interface Engine {
  on(event: 'connection', listener: (line: Line) => void): unknown
}

const PONG = { type: 'pong' }

/** Engine.IO's answer to a ping, as a browser frames it: final, text, masked, the one character `3`. */
function isPong(chunk: Buffer): boolean {
  return chunk.length === 7 && chunk[0] === 0x81 && chunk[1] === 0x81 && ((chunk[6] ?? 0) ^ (chunk[2] ?? 0)) === 0x33
}

/**
 * Follows the frames of a client (RFC 6455 §5.2): how many bytes of the last one are yet to come behind `chunk`, of which
 * `left` were to come before it. 0 between two frames; infinite for good once a header came in two parts.
 */
export function bytesLeft(left: number, chunk: Buffer): number {
  let at = left
  while (at < chunk.length) {
    const short = (chunk[at + 1] ?? 0) & 0x7f
    const head = short === 126 ? 8 : short === 127 ? 14 : 6
    if (at + head > chunk.length) return Infinity
    if (short === 126) at += chunk.readUInt16BE(at + 2)
    else if (short === 127) at += Number(chunk.readBigUInt64BE(at + 2))
    else at += short
    at += head
  }
  return at - chunk.length
}

/**
 * Takes the answers to heartbeats past ws. It holds on to the mask and to the list of the last frame, which is half a
 * kilobyte that grows old with each heartbeat: with 5,000 idle connections the heap never came to rest.
 */
export function takePongs(engine: Engine): void {
  engine.on('connection', ({ request: { socket }, transport }) => {
    const [receive, ...others] = socket.listeners('data')
    if (!receive || others.length > 0) return
    let left = 0
    const hear = (chunk: Buffer) => {
      if (left === 0 && isPong(chunk)) return void transport.emit('packet', PONG)
      left = bytesLeft(left, chunk)
      Reflect.apply(receive, socket, [chunk])
    }
    socket.off('data', receive as () => void)
    // ws takes its listener off when a connection ends: Node finds one that names it, as those of `once` do.
    socket.on('data', Object.assign(hear, { listener: receive }))
  })
}
