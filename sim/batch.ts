import type { Violation } from './checker/evidence.ts'
import { makePlan } from './make-plan.ts'
import { runHistory, type Outcome } from './run-history.ts'

/** A seed that broke a promise. */
export interface Failure {
  readonly seed: number
  readonly violation: Violation
}

/** Runs seeds one after the other until one fails; `done` hears of each. Only outside of a microtask. */
export function firstFailure(from: number, count: number, done?: (outcome: Outcome) => void): Failure | undefined {
  for (let seed = from; seed < from + count; seed++) {
    const outcome = runHistory(makePlan(seed))
    done?.(outcome)
    const [violation] = outcome.violations
    if (violation) return { seed, violation }
  }
  return undefined
}
