import type { Plan, Step } from './plan.ts'
import { runHistory, type Outcome } from './run-history.ts'

/** The most histories that shrinking may cost. */
const TRIES = 2000

/**
 * A plan with fewer steps that breaks the same promise: drops halves, then quarters, down to single steps, as long as the
 * history still fails (ddmin, Zeller and Hildebrandt 2002, without the complements). Only outside of a microtask.
 */
export function shrink(plan: Plan, play: (plan: Plan) => Outcome = runHistory): Plan {
  const [broken] = play(plan).violations
  if (!broken) return plan
  let tries = 0
  const stillFails = (steps: readonly Step[]): boolean => {
    tries += 1
    return play({ ...plan, steps }).violations.some(({ invariant }) => invariant === broken.invariant)
  }
  let { steps } = plan
  for (let size = Math.ceil(steps.length / 2); size >= 1 && tries < TRIES; size = size > 1 ? Math.ceil(size / 2) : 0) {
    for (let at = 0; at < steps.length && tries < TRIES;) {
      const fewer = [...steps.slice(0, at), ...steps.slice(at + size)]
      if (stillFails(fewer)) steps = fewer
      else at += size
    }
  }
  return { ...plan, steps }
}
