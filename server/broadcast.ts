import type { Server } from 'socket.io'
import { Encoder, PacketType } from 'socket.io-parser'
import type { Audience } from './ports.ts'
import { MOST_WAITING, type Readers } from './readers.ts'

/** A server's frame (RFC 6455 §5.2): final, text, not masked. */
function toTextFrame(text: string): Buffer {
  const length = Buffer.byteLength(text)
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10
  const frame = Buffer.allocUnsafe(head + length)
  frame[0] = 0x81
  frame[1] = head === 2 ? length : head === 4 ? 126 : 127
  if (head === 4) frame.writeUInt16BE(length, 2)
  if (head === 10) frame.writeBigUInt64BE(BigInt(length), 2)
  frame.write(text, head)
  return frame
}

/**
 * Says something to all of a room of this process. Encoded and framed once for all, and written straight to each TCP
 * socket: a third of what the adapter and three layers of queues cost per reader. Right as long as nothing is compressed and
 * nothing waits in those queues; otherwise it goes the usual way, so that the order holds.
 */
export function createBroadcast(io: Server, room: string, readers: Readers): Audience['emit'] {
  const encoder = new Encoder()
  return (event, fact, delivery) => {
    const members = io.of('/').adapter.rooms.get(room)
    if (!members) return
    const packet: unknown = encoder.encode({ type: PacketType.EVENT, nsp: '/', data: [event, fact] })[0]
    if (typeof packet !== 'string') throw new Error('an event to everyone has no attachments')
    // 4: a message of Engine.IO.
    const frame = toTextFrame(`4${packet}`)
    for (const id of members) {
      const line = io.sockets.sockets.get(id)?.conn
      const tcp = line && readers.tcpOf(line)
      if (!tcp) continue
      if (delivery === 'volatile' && (tcp.writableLength > 0 || !line.transport.writable)) continue
      const isFree = line.readyState === 'open' && line.transport.writable
      if (isFree && tcp.writableLength <= MOST_WAITING) tcp.write(frame)
      else line.write(packet)
    }
  }
}
