import type { Clock } from './ports.ts'

/** Lets things begin at a steady rate. */
export interface Pace {
  /** Undefined when it may begin at once; otherwise settles when it is its turn. In order. */
  turn(): Promise<void> | undefined
  stop(): void
}

/** Nothing waits longer than about this, ms: beyond, more than `perTick` begin together. */
const LONGEST = 2000

/** Up to `perTick` begin in each tick of `tickMs`, those that waited together in one turn of the loop. */
export function createPace(clock: Clock, { perTick, tickMs }: { perTick: number; tickMs: number }): Pace {
  let waiting: (() => void)[] = []
  let begun = 0
  let tickEnds = Number.NEGATIVE_INFINITY
  let cancel: (() => void) | undefined

  const tick = () => {
    const due = waiting.splice(0, Math.max(perTick, Math.ceil((waiting.length * tickMs) / LONGEST)))
    begun = due.length
    tickEnds = clock.elapsed() + tickMs
    cancel = waiting.length > 0 ? clock.setTimer(tickMs, tick) : undefined
    for (const begin of due) begin()
  }

  return {
    turn() {
      if (!cancel && clock.elapsed() >= tickEnds) {
        begun = 0
        tickEnds = clock.elapsed() + tickMs
      }
      if (!cancel && begun < perTick) {
        begun += 1
        return undefined
      }
      cancel ??= clock.setTimer(tickEnds - clock.elapsed(), tick)
      return new Promise((resolve) => waiting.push(resolve))
    },
    stop() {
      cancel?.()
      cancel = undefined
      waiting = []
    },
  }
}
