// WebSocket spoken by hand, for clients that do what no library would.

/** Asks for a WebSocket to the chat; `query` goes behind what Engine.IO wants. */
export function upgradeRequest(query = ''): string {
  return (
    `GET /socket.io/?EIO=4&transport=websocket${query} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n` +
    'Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n'
  )
}

/** Opcodes (RFC 6455 §5.2). */
export const [CONTINUATION, TEXT, BINARY, PING, PONG] = [0, 1, 2, 9, 10]

/** A frame of a client with up to 125 bytes of text, under a mask of zeros. */
export function clientFrame(opcode: number, text: string): Buffer {
  return Buffer.concat([Uint8Array.of(0x80 | opcode, 0x80 | text.length, 0, 0, 0, 0), Buffer.from(text)])
}

/** Socket.IO's CONNECT. */
export const CONNECT = clientFrame(TEXT, '40')
