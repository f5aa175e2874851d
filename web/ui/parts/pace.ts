import { nextFrame } from './next-frame.ts'

/** Of the time while much arrives, drawing takes this part at most. */
const SHARE = 1 / 12
/** So much rest may be owed before any is taken: what comes alone is drawn without one, milliseconds. */
const CREDIT = 150
/** Nobody waits longer than this for the next drawing, milliseconds. */
const LONGEST_REST = 250

/**
 * Why something is drawn. `news`: without waiting for a frame, unless something was drawn since the last one: the screen
 * shows both no sooner. `sought`: the reader has asked for it, and waits for no rest.
 */
type Reason = 'news' | 'sought' | 'other'

/** When to draw: after a rest that is longer the longer drawing took lately, with the next frame. */
export interface Pace {
  /** Waits for it, and gives the time when drawing begins, milliseconds. */
  turn(reason: Reason): Promise<number>
  /** A drawing took so many milliseconds. */
  drew(ms: number): void
}

/** A pace that leaves a slow machine time for what arrives. */
export function createPace(): Pace {
  let restedAt = 0
  let isDrawn = false
  let isSought = false
  /** Once the frame that has begun is painted. */
  const painted = () => setTimeout(() => (isDrawn = false))
  return {
    async turn(reason) {
      isSought = reason === 'sought'
      const rest = isSought ? 0 : Math.min(LONGEST_REST, restedAt - CREDIT - performance.now())
      if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest))
      if (rest > 0 || reason !== 'news' || isDrawn) {
        await nextFrame()
        painted()
      } else void nextFrame().then(painted)
      isDrawn = true
      return performance.now()
    },
    drew(ms) {
      if (isSought) return
      const now = performance.now()
      restedAt = Math.min(Math.max(restedAt, now) + ms * (1 / SHARE - 1), now + CREDIT + LONGEST_REST)
    },
  }
}
