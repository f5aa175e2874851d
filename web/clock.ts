import type { Clock, RandomBytes } from './chat/ports/clock.ts'

/** The longest delay that timers take; a longer one fires at once (HTML, timer initialisation steps). */
const LONGEST = 2 ** 31 - 1

/** The browser's time. */
export const browserClock: Clock = {
  wallTime: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, run) {
    let timer: ReturnType<typeof setTimeout>
    const arm = (rest: number) => {
      timer = setTimeout(() => (rest > LONGEST ? arm(rest - LONGEST) : run()), Math.min(rest, LONGEST))
    }
    arm(ms)
    return () => clearTimeout(timer)
  },
}

/** The browser's cryptographic randomness. */
export const browserRandomBytes: RandomBytes = (length) => crypto.getRandomValues(new Uint8Array(length))
