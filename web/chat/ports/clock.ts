/** Time as an argument: the browser's, a test's manual one or the simulator's virtual one. */
export interface Clock {
  /** Milliseconds since 1970. For display only; it may jump. */
  wallTime(): number
  /** Milliseconds of a clock that never goes back. Every decision uses this one. */
  monotonic(): number
  /** Calls `run` once after `ms`; returns what cancels it. */
  after(ms: number, run: () => void): () => void
}

/** Randomness as an argument. Cryptographic in the browser, seeded in the simulator. */
export type RandomBytes = (length: number) => Uint8Array
