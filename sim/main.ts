import { parseArgs } from 'node:util'
import { firstFailure, type Failure } from './batch.ts'
import { inOwnTurn } from './drain.ts'
import { makePlan } from './make-plan.ts'
import { hunt, MUTANTS } from './mutants/hunt.ts'
import { stepToText } from './plan.ts'
import { runHistory } from './run-history.ts'
import { shrink } from './shrink.ts'

/** Histories between two lines of progress. */
const STRIDE = 100

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    seed: { type: 'string' },
    mutants: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
  },
})

/** Runs seeds and says how it goes; false when one failed. */
async function runSeeds(from: number, count: number): Promise<boolean> {
  const begun = performance.now()
  const failures: Failure[] = []
  let [messages, events, done] = [0, 0, 0]
  const speed = () => (done / ((performance.now() - begun) / 1000)).toFixed(0)
  while (done < count) {
    const next = from + done
    const failure = await inOwnTurn(() =>
      firstFailure(next, Math.min(STRIDE - (done % STRIDE), count - done), (outcome) => {
        done += 1
        messages += outcome.messages
        events += outcome.events
      }),
    )
    if (failure) {
      failures.push(failure)
      console.log(`seed ${failure.seed}: ${failure.violation.invariant} ${failure.violation.what}`)
    } else if (done % (10 * STRIDE) === 0 && done < count) console.log(`${done} of ${count}, ${speed()} a second`)
  }
  console.log(
    `${count} histories, ${messages} messages, ${events} events, ${speed()} histories a second: ${failures.length} failed`,
  )
  for (const { seed } of failures.slice(0, 3)) await explain(seed)
  return failures.length === 0
}

/** Shrinks a failing seed and prints what is left. */
async function explain(seed: number): Promise<void> {
  const shrunk = await inOwnTurn(() => shrink(makePlan(seed)))
  console.log(
    `\nseed ${seed}, shrunk to ${shrunk.steps.length} steps (npm run sim -- --seed ${seed} replays all of it):`,
  )
  for (const step of shrunk.steps) console.log(`  ${stepToText(step)}`)
}

/** Replays one seed with everything that happens. */
async function replay(seed: number): Promise<boolean> {
  const outcome = await inOwnTurn(() => runHistory(makePlan(seed), console.log))
  for (const { invariant, what } of outcome.violations) console.log(`${invariant}: ${what}`)
  if (outcome.violations.length > 0) await explain(seed)
  console.log(`${outcome.messages} messages, ${outcome.events} events, ${(outcome.lasted / 1000).toFixed(1)} s`)
  return outcome.violations.length === 0
}

/** Hunts all mutants; false when one survived. */
async function huntAll(): Promise<boolean> {
  let survivors = 0
  for (const mutant of MUTANTS.filter(({ name }) => name.includes(values.only))) {
    const { caught } = await hunt(mutant)
    if (!caught) survivors += 1
    const how = caught ? `${caught.violation.invariant.padEnd(6)} seed ${caught.seed}` : 'SURVIVED'
    console.log(`${mutant.name.padEnd(82)} ${how}`)
  }
  console.log(`${survivors} survived`)
  return survivors === 0
}

const from = Number(values.seed ?? 1)
const good: boolean[] = []
if (values.seeds !== undefined) good.push(await runSeeds(from, Number(values.seeds)))
else if (values.seed !== undefined) good.push(await replay(from))
if (values.mutants) good.push(await huntAll())
process.exitCode = good.every(Boolean) ? 0 : 1
