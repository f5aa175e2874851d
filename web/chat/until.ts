import type { Clock } from './ports/clock.ts'

/** How often it is looked, milliseconds. */
const STEP = 50

/** The first value that `done` comes to, or undefined after `ms`. */
export function until<T>(clock: Clock, done: () => T | undefined, ms: number): Promise<T | undefined> {
  const end = clock.monotonic() + ms
  return new Promise((resolve) => {
    const look = () => {
      const value = done()
      if (value !== undefined || clock.monotonic() >= end) resolve(value)
      else clock.after(STEP, look)
    }
    look()
  })
}
