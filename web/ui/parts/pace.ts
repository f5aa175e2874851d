import { nextFrame } from './next-frame.ts'

/** Of the time while much arrives, drawing takes this part at most. */
const SHARE = 1 / 4
/** Nobody waits longer than this for the next drawing, milliseconds. */
const LONGEST_REST = 120

/** When to draw: with the next frame, or after a rest that is longer the longer the last drawing took. */
export interface Pace {
  turn(): Promise<void>
  /** A drawing took so many milliseconds. */
  drew(ms: number): void
}

/** A pace that leaves a slow machine time for what arrives. */
export function createPace(): Pace {
  let restUntil = 0
  return {
    async turn() {
      const rest = restUntil - performance.now()
      if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest))
      await nextFrame()
    },
    drew(ms) {
      restUntil = performance.now() + Math.min(LONGEST_REST, ms * (1 / SHARE - 1))
    },
  }
}
