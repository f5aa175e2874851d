import { concatBytes } from './bytes.ts'
import { uint32Bytes } from './tuple.ts'

/** The first byte of a message of the data channel with several frames, each behind its length. No frame begins with it. */
const SEVERAL = 0
const LENGTH_BYTES = 4

/** Frames that leave together as one chunk; a lone one is its own. */
export function framesToChunk(frames: readonly Uint8Array[]): Uint8Array {
  const [lone] = frames
  if (lone && frames.length === 1) return lone
  return concatBytes(Uint8Array.of(SEVERAL), ...frames.flatMap((frame) => [uint32Bytes(frame.length), frame]))
}

/** The frames of a chunk. Of one that was made otherwise, those that can be told apart. */
export function chunkToFrames(chunk: Uint8Array): readonly Uint8Array[] {
  if (chunk[0] !== SEVERAL) return [chunk]
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength)
  const frames: Uint8Array[] = []
  for (let at = 1; at + LENGTH_BYTES < chunk.length;) {
    const begin = at + LENGTH_BYTES
    const end = begin + view.getUint32(at)
    if (end > chunk.length) break
    frames.push(chunk.subarray(begin, end))
    at = end
  }
  return frames
}
