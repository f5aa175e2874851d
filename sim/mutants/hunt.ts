import { bundleSimulator } from '../bundle.ts'
import type { Failure } from '../tally.ts'
import { startWorker } from '../worker.ts'
import { CLIENT_MUTANTS } from './client-mutants.ts'
import type { Mutant } from './mutant.ts'
import { mutate } from './mutate.ts'
import { REGRESSIONS } from './regressions.ts'
import { SERVER_MUTANTS } from './server-mutants.ts'

/** Every mutant. */
export const MUTANTS: readonly Mutant[] = [...CLIENT_MUTANTS, ...SERVER_MUTANTS, ...REGRESSIONS]

/** Seeds within which a mutant must be caught. */
const SEEDS = 1000

/** The first seed that catches a mutant; undefined when it survived: there is a hole in the checker or in the plan. */
export async function hunt(mutant: Mutant): Promise<Failure | undefined> {
  const bundle = await bundleSimulator([mutate(mutant)])
  const worker = startWorker(bundle)
  try {
    const tally = await worker.play({ from: 1, count: SEEDS, sealing: 'stand-in', untilFailure: true })
    return tally.failures[0]
  } finally {
    worker.stop()
    await bundle.remove()
  }
}
