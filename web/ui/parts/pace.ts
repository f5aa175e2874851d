import { nextFrame } from './next-frame.ts'

/** Of the time while much arrives, drawing takes this part at most. */
const SHARE = 1 / 12
/** Nobody waits longer than this for the next drawing, milliseconds. */
const LONGEST_REST = 250

/** When to draw: after a rest that is longer the longer the last drawing took, with the next frame. */
export interface Pace {
  /** `isUrgent`: without waiting for a frame. */
  turn(isUrgent: boolean): Promise<void>
  /** A drawing took so many milliseconds. */
  drew(ms: number): void
}

/** A pace that leaves a slow machine time for what arrives. */
export function createPace(): Pace {
  let restUntil = 0
  return {
    async turn(isUrgent) {
      const rest = restUntil - performance.now()
      if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest))
      if (rest > 0 || !isUrgent) await nextFrame()
    },
    drew(ms) {
      restUntil = performance.now() + Math.min(LONGEST_REST, ms * (1 / SHARE - 1))
    },
  }
}
