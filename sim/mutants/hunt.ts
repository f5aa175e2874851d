import type { Failure } from '../batch.ts'
import { inOwnTurn } from '../drain.ts'
import { withMutant } from './bundle.ts'
import { CLIENT_MUTANTS } from './client-mutants.ts'
import type { Mutant } from './mutant.ts'
import { SERVER_MUTANTS } from './server-mutants.ts'

/** Every mutant. */
export const MUTANTS: readonly Mutant[] = [...CLIENT_MUTANTS, ...SERVER_MUTANTS]

/** Seeds within which a mutant must be caught. */
const SEEDS = 1000

/** A mutant and what became of it. */
export interface Hunted {
  readonly mutant: Mutant
  /** Undefined: it survived, there is a hole in the checker. */
  readonly caught: Failure | undefined
}

/** Looks for the first seed that catches a mutant. */
export async function hunt(mutant: Mutant): Promise<Hunted> {
  const caught = await withMutant(mutant, ({ firstFailure }) => inOwnTurn(() => firstFailure(1, SEEDS)))
  return { mutant, caught }
}
