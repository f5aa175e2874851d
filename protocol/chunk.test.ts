import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { chunkToFrames, framesToChunk } from './chunk.ts'

/** A frame begins with its type, which is never 0. */
const frame = fc
  .tuple(fc.integer({ min: 1, max: 255 }), fc.uint8Array({ maxLength: 40 }))
  .map(([type, rest]) => Uint8Array.of(type, ...rest))

it('gives the frames back that went in', () => {
  fc.assert(
    fc.property(fc.array(frame, { minLength: 1 }), (frames) => {
      expect(chunkToFrames(framesToChunk(frames))).toEqual(frames)
    }),
  )
})

it('is what README.md shows of a ping and a typing', () => {
  const chunk = Uint8Array.of(0, 0, 0, 0, 5, 4, 0, 0, 0, 7, 0, 0, 0, 1, 6)
  expect(framesToChunk([Uint8Array.of(4, 0, 0, 0, 7), Uint8Array.of(6)])).toEqual(chunk)
})

it('leaves a lone frame as it is', () => {
  expect(framesToChunk([Uint8Array.of(6)])).toEqual(Uint8Array.of(6))
})

it('stops where the lengths of a chunk are wrong', () => {
  const chunk = framesToChunk([Uint8Array.of(4, 1), Uint8Array.of(5, 2)])
  expect(chunkToFrames(chunk.subarray(0, -1))).toEqual([Uint8Array.of(4, 1)])
  expect(chunkToFrames(Uint8Array.of(0, 255, 255, 255, 255, 1))).toEqual([])
  expect(chunkToFrames(Uint8Array.of(0))).toEqual([])
})

it('reads whatever comes', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (chunk) => {
      for (const { byteOffset, length } of chunkToFrames(chunk))
        expect(byteOffset + length).toBeLessThanOrEqual(chunk.byteOffset + chunk.length)
    }),
  )
})
