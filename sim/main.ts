import { readOrExplain } from '../scripts/command-line.ts'
import { bundleSimulator } from './bundle.ts'
import { explain, replay } from './explain.ts'
import { hunt, MUTANTS } from './mutants/hunt.ts'
import { parseSimOptions } from './options.ts'
import { progressOf, summaryOf, troublesOf } from './report.ts'
import { CORES, inParallel, playSeeds } from './worker.ts'

/** Failing seeds that are shrunk. */
const EXPLAINED = 3

const KNOWN = { cores: CORES, mutants: MUTANTS.map(({ name }) => name) }
const options = readOrExplain(() => parseSimOptions(process.argv.slice(2), KNOWN))
const { from, jobs, sealing } = options

/** Plays seeds and says how it goes; false when one failed. */
async function playAll(count: number): Promise<boolean> {
  const bundle = await bundleSimulator()
  const progress = progressOf(count)
  try {
    const total = await playSeeds(bundle, { from, count, jobs, sealing }, progress)
    console.log(summaryOf(total))
    if (sealing === 'stand-in' && count >= 500) console.log(troublesOf(total))
    if (sealing === 'stand-in') for (const { seed } of total.failures.slice(0, EXPLAINED)) await explain(seed)
    return total.failures.length === 0
  } finally {
    await bundle.remove()
  }
}

/** Hunts all mutants; false when one survived. */
async function huntAll({ only, within }: { only: string; within: number }): Promise<boolean> {
  const hunted = MUTANTS.filter(({ name }) => name.includes(only))
  const survivors: string[] = []
  let latest = 0
  await inParallel(hunted, jobs, async (mutant) => {
    const failure = await hunt(mutant, within)
    if (failure) latest = Math.max(latest, failure.seed)
    else survivors.push(mutant.name)
    if (only !== '' || !failure)
      console.log(
        `${mutant.name.padEnd(82)} ${failure ? `${failure.violation.invariant} seed ${failure.seed}` : 'SURVIVED'}`,
      )
  })
  console.log(`${hunted.length} mutants: ${survivors.length} survived, the last was caught by seed ${latest}`)
  return survivors.length === 0
}

const good: boolean[] = []
if (options.seeds !== undefined) good.push(await playAll(options.seeds))
else if (options.isReplay) good.push(await replay(from, sealing))
if (options.mutants) good.push(await huntAll(options.mutants))
process.exitCode = good.every(Boolean) ? 0 : 1
