import type { Clock } from '../ports.ts'

/** A clock that stands still until it is cranked. */
export interface ManualClock extends Clock {
  /** Moves time forward and runs what falls due, in order. */
  advance(ms: number): void
  /** Timers that are yet to come. */
  readonly waiting: number
}

/** Starts at wall time `start`, ms. */
export function createManualClock(start = 1_000_000): ManualClock {
  let elapsed = 0
  let timers: { at: number; task: () => void }[] = []
  return {
    now: () => start + elapsed,
    elapsed: () => elapsed,
    setTimer(ms, task) {
      const timer = { at: elapsed + Math.max(0, ms), task }
      timers.push(timer)
      return () => {
        timers = timers.filter((each) => each !== timer)
      }
    },
    advance(ms) {
      const until = elapsed + ms
      for (;;) {
        const [next] = timers.filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at)
        if (!next) break
        timers = timers.filter((each) => each !== next)
        elapsed = Math.max(elapsed, next.at)
        next.task()
      }
      elapsed = until
    },
    get waiting() {
      return timers.length
    },
  }
}
