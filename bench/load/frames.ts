// WebSocket frames (RFC 6455 §5.2) as cheaply as Node can, so that the load is not what is measured.

/** Clients must mask; any key will do against a server that does not look at it. */
const MASK = Uint8Array.of(0x5a, 0xa5, 0x3c, 0xc3)

export const TEXT = 1
export const BINARY = 2

/** A whole masked client frame. */
export function toFrame(opcode: number, payload: Uint8Array): Buffer {
  const wide = payload.length >= 65_536
  const extra = wide ? 8 : payload.length >= 126 ? 2 : 0
  const head = 2 + extra
  const frame = Buffer.allocUnsafe(head + 4 + payload.length)
  frame[0] = 0x80 | opcode
  frame[1] = 0x80 | (wide ? 127 : extra === 2 ? 126 : payload.length)
  if (wide) frame.writeBigUInt64BE(BigInt(payload.length), 2)
  else if (extra === 2) frame.writeUInt16BE(payload.length, 2)
  frame.set(MASK, head)
  for (let at = 0; at < payload.length; at++) frame[head + 4 + at] = (payload[at] ?? 0) ^ (MASK[at & 3] ?? 0)
  return frame
}

/** A masked text frame. */
export function textFrame(text: string): Buffer {
  return toFrame(TEXT, Buffer.from(text))
}

/** Takes a stream of server frames apart. `payload` is a view that is valid during the call only. */
export function createFrameReader(onFrame: (opcode: number, payload: Buffer) => void): (chunk: Buffer) => void {
  let rest: Buffer | undefined
  return (chunk) => {
    const bytes = rest ? Buffer.concat([rest, chunk]) : chunk
    let at = 0
    while (bytes.length - at >= 2) {
      const short = (bytes[at + 1] ?? 0) & 0x7f
      let head = 2
      let length = short
      if (short === 126) {
        head = 4
        if (bytes.length - at < head) break
        length = bytes.readUInt16BE(at + 2)
      } else if (short === 127) {
        head = 10
        if (bytes.length - at < head) break
        length = Number(bytes.readBigUInt64BE(at + 2))
      }
      const end = at + head + length
      if (end > bytes.length) break
      onFrame((bytes[at] ?? 0) & 0x0f, bytes.subarray(at + head, end))
      at = end
    }
    // What is left outlives the buffer that it was read into.
    rest = at < bytes.length ? Buffer.from(bytes.subarray(at)) : undefined
  }
}
