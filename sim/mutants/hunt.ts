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

/**
 * A seed that catches a mutant: its own, or the first from 1 up to `seeds`. Undefined when it survived: there is a hole in
 * the checker or in the plan.
 */
export async function hunt(mutant: Mutant, seeds: number): Promise<Failure | undefined> {
  const bundle = await bundleSimulator([mutate(mutant)])
  const worker = startWorker(bundle)
  try {
    for (const [from, count] of [[mutant.seed ?? 1, 1] as const, [1, seeds] as const]) {
      const tally = await worker.play({ from, count, sealing: 'stand-in', untilFailure: true })
      if (tally.failures[0]) return tally.failures[0]
    }
    return undefined
  } finally {
    worker.stop()
    await bundle.remove()
  }
}
