import type { Violation } from './checker/evidence.ts'
import type { Outcome } from './run-history.ts'

/** A seed that broke a promise. */
export interface Failure {
  readonly seed: number
  readonly violation: Violation
}

/** What came out of some histories. */
export interface Tally {
  histories: number
  messages: number
  events: number
  /** Seconds of processor time, of all threads. */
  seconds: number
  /** How many histories had each kind of trouble. */
  readonly troubles: Record<string, number>
  readonly failures: Failure[]
}

/** A tally of nothing. */
export function emptyTally(): Tally {
  return { histories: 0, messages: 0, events: 0, seconds: 0, troubles: {}, failures: [] }
}

/** Counts one more history. */
export function countOutcome(tally: Tally, seed: number, outcome: Outcome): void {
  tally.histories += 1
  tally.messages += outcome.messages
  tally.events += outcome.events
  for (const trouble of outcome.troubles) tally.troubles[trouble] = (tally.troubles[trouble] ?? 0) + 1
  const [violation] = outcome.violations
  if (violation) tally.failures.push({ seed, violation })
}

/** Adds what another process counted. */
export function addTally(tally: Tally, more: Tally): void {
  tally.histories += more.histories
  tally.messages += more.messages
  tally.events += more.events
  tally.seconds += more.seconds
  for (const [trouble, count] of Object.entries(more.troubles))
    tally.troubles[trouble] = (tally.troubles[trouble] ?? 0) + count
  tally.failures.push(...more.failures)
}
