import { randomFillSync } from 'node:crypto'
import type { Clock, Log, Random } from './ports.ts'

/** The clock of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  setTimer(ms, task) {
    if (ms <= 0) {
      const immediate = setImmediate(task)
      return () => clearImmediate(immediate)
    }
    const timer = setTimeout(task, ms)
    timer.unref()
    return () => clearTimeout(timer)
  },
}

/** Random bytes that nobody has had: asking for as few as a nonce costs nearly as much as asking for all of these. */
let fresh = new Uint8Array()

/** The system's random source. */
export const systemRandom: Random = (length) => {
  if (fresh.length < length) fresh = randomFillSync(new Uint8Array(Math.max(length, 4096)))
  const taken = fresh.slice(0, length)
  fresh = fresh.subarray(length)
  return taken
}

/** One line of JSON per event on standard error. */
export const lineLog: Log = (event, fields) => {
  process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), event, ...fields })}\n`)
}
