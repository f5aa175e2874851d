import { concatBytes } from './bytes.ts'
import { uint32Bytes } from './tuple.ts'

/** First byte of a data-channel message that holds several frames, each behind its length. No frame begins with it. */
const SEVERAL = 0
const LENGTH_BYTES = 4

/** Packs frames that leave together into one message. A single frame is a message as it is. */
export function framesToChunk(frames: readonly Uint8Array[]): Uint8Array {
  const [lone] = frames
  if (lone && frames.length === 1) return lone
  return concatBytes(Uint8Array.of(SEVERAL), ...frames.flatMap((frame) => [uint32Bytes(frame.length), frame]))
}

/** The frames of a message; of a malformed one, those before the first wrong length. */
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
