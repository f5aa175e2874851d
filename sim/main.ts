import { parseArgs } from 'node:util'
import { bundleSimulator } from './bundle.ts'
import { explain, replay } from './explain.ts'
import { hunt, MUTANTS } from './mutants/hunt.ts'
import { progressOf, summaryOf, troublesOf } from './report.ts'
import { CORES, inParallel, playSeeds } from './worker.ts'

/** Failing seeds that are shrunk. */
const EXPLAINED = 3

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    seed: { type: 'string' },
    sealing: { type: 'string', default: 'stand-in' },
    mutants: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    within: { type: 'string', default: '1000' },
    jobs: { type: 'string', default: String(CORES) },
  },
})
const jobs = Number(values.jobs)
const sealing = values.sealing === 'real' ? 'real' : 'stand-in'

/** Plays seeds and says how it goes; false when one failed. */
async function playAll(from: number, count: number): Promise<boolean> {
  const bundle = await bundleSimulator()
  const progress = progressOf(count)
  try {
    const total = await playSeeds(bundle, { from, count, jobs, sealing }, progress)
    for (const line of summaryOf(total)) console.log(line)
    if (sealing === 'stand-in' && count >= 500) for (const line of troublesOf(total)) console.log(line)
    if (sealing === 'stand-in') for (const { seed } of total.failures.slice(0, EXPLAINED)) await explain(seed)
    return total.failures.length === 0
  } finally {
    await bundle.remove()
  }
}

/** Hunts all mutants; false when one survived. */
async function huntAll(): Promise<boolean> {
  const hunted = MUTANTS.filter(({ name }) => name.includes(values.only))
  const survivors: string[] = []
  let latest = 0
  await inParallel(hunted, jobs, async (mutant) => {
    const failure = await hunt(mutant, Number(values.within))
    if (failure) latest = Math.max(latest, failure.seed)
    else survivors.push(mutant.name)
    if (values.only !== '' || !failure)
      console.log(
        `${mutant.name.padEnd(82)} ${failure ? `${failure.violation.invariant} seed ${failure.seed}` : 'SURVIVED'}`,
      )
  })
  console.log(`${hunted.length} mutants: ${survivors.length} survived, the last was caught by seed ${latest}`)
  return survivors.length === 0
}

const from = Number(values.seed ?? 1)
const good: boolean[] = []
if (values.seeds !== undefined) good.push(await playAll(from, Number(values.seeds)))
else if (values.seed !== undefined) good.push(await replay(from, sealing))
if (values.mutants) good.push(await huntAll())
process.exitCode = good.every(Boolean) ? 0 : 1
