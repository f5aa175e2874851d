import { connect } from 'node:net'
import { createFrameReader } from './frames.ts'

/** All sockets read into one buffer; what is read is used up before the next read. */
const SHARED = Buffer.alloc(256 * 1024)
const CLOSE = 8
const KEY = Buffer.from('virtual-chat-key').toString('base64')

/** A WebSocket of the load. */
export interface LoadSocket {
  /** Sends a frame made by `toFrame`. */
  send(frame: Uint8Array): void
  /** Stops reading, as a browser does that hangs. */
  pause(): void
  resume(): void
  close(): void
  readonly isOpen: boolean
  /** Bytes received so far, the handshake included. */
  readonly received: number
}

/** Opens one on 127.0.0.1; rejects when the server does not upgrade. */
export function openLoadSocket(of: {
  port: number
  path: string
  onFrame: (opcode: number, payload: Buffer) => void
  onClose?: () => void
}): Promise<LoadSocket> {
  return new Promise((resolve, reject) => {
    let isOpen = false
    let received = 0
    let greeting: Buffer | undefined = Buffer.alloc(0)
    const read = createFrameReader((opcode, payload) =>
      opcode === CLOSE ? socket.destroy() : of.onFrame(opcode, payload),
    )
    const greet = (chunk: Buffer) => {
      const whole = Buffer.concat([greeting ?? chunk, chunk])
      const end = whole.indexOf('\r\n\r\n')
      greeting = whole
      if (end < 0) return
      greeting = undefined
      if (!whole.subarray(0, 12).equals(Buffer.from('HTTP/1.1 101'))) {
        socket.destroy()
        return reject(new Error(`no upgrade: ${whole.subarray(0, 60).toString()}`))
      }
      isOpen = true
      resolve(load)
      if (whole.length > end + 4) read(whole.subarray(end + 4))
    }
    const socket = connect({
      host: '127.0.0.1',
      port: of.port,
      noDelay: true,
      onread: {
        buffer: SHARED,
        callback: (length, buffer) => {
          received += length
          const chunk = Buffer.from(buffer.buffer, buffer.byteOffset, length)
          if (greeting) greet(chunk)
          else read(chunk)
          return true
        },
      },
    })
    const load: LoadSocket = {
      send: (frame) => void socket.write(frame),
      pause: () => void socket.pause(),
      resume: () => void socket.resume(),
      close: () => void socket.destroy(),
      get isOpen() {
        return isOpen
      },
      get received() {
        return received
      },
    }
    socket.on('connect', () =>
      socket.write(
        `GET ${of.path} HTTP/1.1\r\nHost: 127.0.0.1:${of.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
          `Sec-WebSocket-Key: ${KEY}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
      ),
    )
    socket.on('error', reject)
    socket.on('close', () => {
      isOpen = false
      reject(new Error('closed'))
      of.onClose?.()
    })
  })
}
