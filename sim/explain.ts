import { inOwnTurn } from './drain.ts'
import { makePlan } from './make-plan.ts'
import type { Sealing } from './order.ts'
import { stepToText } from './plan.ts'
import { runHistory, runSealedHistory } from './run-history.ts'
import { shrink } from './shrink.ts'

/** Shrinks a failing seed and prints what is left. */
export async function explain(seed: number): Promise<void> {
  const shrunk = await inOwnTurn(() => shrink(makePlan(seed)))
  console.log(
    `\nseed ${seed}, shrunk to ${shrunk.steps.length} steps (npm run sim -- --seed ${seed} replays all of it):`,
  )
  for (const step of shrunk.steps) console.log(`  ${stepToText(step)}`)
}

/** Replays one seed with everything that happens; false when it failed. */
export async function replay(seed: number, sealing: Sealing): Promise<boolean> {
  const plan = makePlan(seed)
  const outcome = await (sealing === 'real'
    ? runSealedHistory(plan, console.log)
    : inOwnTurn(() => runHistory(plan, console.log)))
  for (const { invariant, what } of outcome.violations) console.log(`${invariant}: ${what}`)
  const failed = outcome.violations.length > 0
  if (failed && sealing === 'stand-in') await explain(seed)
  console.log(`${outcome.messages} messages, ${outcome.events} events, ${(outcome.lasted / 1000).toFixed(1)} s`)
  return !failed
}
