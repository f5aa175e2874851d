import { EventEmitter } from 'node:events'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesLeft, takePongs } from './pongs.ts'

/** A client's frame around `length` bytes. */
function frame(length: number): Buffer {
  const head =
    length < 126
      ? [length]
      : length < 65_536
        ? [126, length >> 8, length & 255]
        : [127, 0, 0, 0, 0, 0, length >> 16, (length >> 8) & 255, length & 255]
  head[0] = (head[0] ?? 0) | 0x80
  return Buffer.concat([Uint8Array.of(0x81, ...head, 1, 2, 3, 4), Buffer.alloc(length, 0xff)])
}

describe('bytesLeft', () => {
  it('is where the frame ends, wherever the chunks do', () => {
    const sizes = fc.array(fc.oneof(fc.nat(300), fc.constantFrom(0, 125, 126, 65_535, 65_536)), {
      minLength: 1,
      maxLength: 5,
    })
    fc.assert(
      fc.property(sizes, fc.array(fc.integer({ min: 1, max: 140_000 }), { maxLength: 8 }), (lengths, cuts) => {
        const frames = lengths.map(frame)
        const ends: number[] = []
        for (const each of frames) ends.push((ends.at(-1) ?? 0) + each.length)
        const all = Buffer.concat(frames)
        let [left, from] = [0, 0]
        for (const to of [...cuts.filter((cut) => cut < all.length).toSorted((a, b) => a - b), all.length]) {
          left = bytesLeft(left, all.subarray(from, to))
          from = to
          // It may lose track, but is never wrong.
          if (left !== Infinity) expect(to + left).toBe(ends.find((end) => end >= to) ?? 0)
        }
      }),
    )
  })

  it('keeps track of frames that come whole or in parts behind their headers', () => {
    expect(bytesLeft(0, Buffer.concat([frame(0), frame(5), frame(70_000).subarray(0, 20)]))).toBe(70_014 - 20)
    expect(bytesLeft(19, frame(9))).toBe(4)
    expect(bytesLeft(0, frame(200).subarray(0, 7))).toBe(Infinity)
    expect(bytesLeft(Infinity, frame(1))).toBe(Infinity)
  })
})

/** A pong under a mask. */
const PONG = Buffer.from([0x81, 0x81, 9, 8, 7, 6, 0x33 ^ 9])

function scene() {
  const [engine, socket, transport] = [new EventEmitter(), new EventEmitter(), new EventEmitter()]
  const [toWs, packets]: [Buffer[], unknown[]] = [[], []]
  const receive = (chunk: Buffer) => void toWs.push(chunk)
  socket.on('data', receive)
  transport.on('packet', (packet) => packets.push(packet))
  takePongs(engine)
  engine.emit('connection', { request: { socket }, transport })
  return {
    socket,
    receive,
    toWs,
    packets,
    send: (...chunks: Buffer[]) => chunks.forEach((chunk) => socket.emit('data', chunk)),
  }
}

describe('takePongs', () => {
  it('tells the line of a pong without asking ws', () => {
    const { send, toWs, packets } = scene()
    send(PONG, frame(5), PONG)
    expect(packets).toEqual([{ type: 'pong' }, { type: 'pong' }])
    expect(toWs).toEqual([frame(5)])
  })

  it('leaves to ws what only looks like one, inside a frame', () => {
    const { send, toWs, packets } = scene()
    const message = Buffer.concat([frame(20).subarray(0, 26 - 7), PONG])
    send(message.subarray(0, -7), message.subarray(-7), PONG)
    expect(Buffer.concat(toWs)).toEqual(message)
    expect(packets).toHaveLength(1)
  })

  it('leaves to ws a pong in two parts, and all after a header in two parts', () => {
    const { send, toWs, packets } = scene()
    send(PONG.subarray(0, 6), PONG.subarray(6), PONG, PONG.subarray(0, 3), PONG.subarray(3), PONG)
    expect(Buffer.concat(toWs)).toEqual(Buffer.concat([PONG, PONG, PONG]))
    expect(packets).toHaveLength(1)
  })

  it('hears nothing more once ws has taken its listener off', () => {
    const { socket, receive, send, toWs, packets } = scene()
    socket.off('data', receive)
    send(PONG, frame(3))
    expect([toWs, packets]).toEqual([[], []])
  })
})
