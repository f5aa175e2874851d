import { BINARY, TEXT, textFrame, toFrame } from './frames.ts'
import { openLoadSocket, type LoadSocket } from './websocket.ts'

// Engine.IO 4 and Socket.IO 5 packets by their first bytes (socket.io/docs/v4/socket-io-protocol).

const PATH = '/socket.io/?EIO=4&transport=websocket'
const [PING, MESSAGE] = [0x32, 0x34]
const [CONNECTED, EVENT, ACK, BINARY_EVENT] = [0x30, 0x32, 0x33, 0x35]
const PONG = textFrame('3')

/** What a connection hears. Views are valid during the call only. */
export interface Ears {
  /** An event's packet, `42[…]`, or the head of a binary one. */
  onEvent?: (packet: Buffer) => void
  onAttachment?: (bytes: Buffer) => void
  /** The answer to a command: its number and the packet. */
  onAck?: (id: number, packet: Buffer) => void
  onClose?: () => void
}

/** A Socket.IO connection of the load. */
export interface Connection {
  readonly socket: LoadSocket
  ears: Ears
  /** The next number of a command. */
  nextId(): number
  /** Sends a command and parses its answer. */
  ask(event: string, payload: unknown): Promise<unknown>
}

/** A command as one frame, made before the clock starts. */
export function commandFrame(id: number, event: string, payload: unknown): Buffer {
  return textFrame(`42${id}${JSON.stringify([event, payload])}`)
}

/** A command with one attachment as two frames in one buffer. `payload` holds the placeholder. */
export function binaryCommandFrames(id: number, event: string, payload: unknown, bytes: Uint8Array): Buffer {
  return Buffer.concat([textFrame(`451-${id}${JSON.stringify([event, payload])}`), toFrame(BINARY, bytes)])
}

/** What stands for the attachment in a payload. */
export const PLACEHOLDER = { _placeholder: true, num: 0 }

function ackId(packet: Buffer): number {
  let id = 0
  for (let at = 2; at < packet.length; at++) {
    const digit = (packet[at] ?? 0) - 0x30
    if (digit < 0 || digit > 9) break
    id = id * 10 + digit
  }
  return id
}

/** The arguments of an ack or event packet. */
export function packetArguments(packet: Buffer): readonly unknown[] {
  const parsed: unknown = JSON.parse(packet.subarray(packet.indexOf(0x5b)).toString())
  return Array.isArray(parsed) ? parsed : []
}

/** Connects to the main namespace of a server on 127.0.0.1. */
export async function openConnection(port: number, ears: Ears = {}): Promise<Connection> {
  const waiting = new Map<number, (packet: Buffer) => void>()
  let lastId = 0
  let greeted = () => {}
  const ready = new Promise<void>((resolve) => {
    greeted = resolve
  })
  const socket = await openLoadSocket({
    port,
    path: PATH,
    onClose: () => connection.ears.onClose?.(),
    onFrame(opcode, payload) {
      if (opcode === BINARY) return connection.ears.onAttachment?.(payload)
      if (opcode !== TEXT) return
      if (payload[0] === PING) return socket.send(PONG)
      if (payload[0] !== MESSAGE) return
      switch (payload[1]) {
        case EVENT:
        case BINARY_EVENT:
          return connection.ears.onEvent?.(payload)
        case ACK: {
          const id = ackId(payload)
          const settle = waiting.get(id)
          if (!settle) return connection.ears.onAck?.(id, payload)
          waiting.delete(id)
          return settle(payload)
        }
        case CONNECTED:
          return greeted()
        default:
      }
    },
  })
  const connection: Connection = {
    socket,
    ears,
    nextId: () => ++lastId,
    ask: (event, payload) =>
      new Promise((resolve) => {
        const id = ++lastId
        waiting.set(id, (packet) => resolve(packetArguments(packet)[0]))
        socket.send(commandFrame(id, event, payload))
      }),
  }
  socket.send(textFrame('40'))
  await ready
  return connection
}
