import { parseArgs } from 'node:util'
import { toCount, UsageError } from '../scripts/command-line.ts'

/** What a run of the simulator does. */
export interface SimOptions {
  /** The first seed, or the only one. */
  readonly from: number
  /** Histories to play; undefined: replay `from` if it was named. */
  readonly seeds: number | undefined
  readonly isReplay: boolean
  readonly sealing: 'stand-in' | 'real'
  /** Hunts the mutants whose name contains `only`; undefined: none. */
  readonly mutants: { readonly only: string; readonly within: number } | undefined
  readonly jobs: number
}

/** At least one: a run of none would find nothing wrong. */
function toSome(flag: string, text: string): number {
  const count = toCount(flag, text)
  if (count === 0) throw new UsageError(`--${flag} must be at least 1`)
  return count
}

function toSealing(text: string): SimOptions['sealing'] {
  if (text !== 'stand-in' && text !== 'real') throw new UsageError(`--sealing is stand-in or real, not "${text}"`)
  return text
}

/** Reads the command line; `known` is what this machine and the simulator have. Throws `UsageError`, or as `parseArgs` does. */
export function parseSimOptions(
  args: readonly string[],
  known: { cores: number; mutants: readonly string[] },
): SimOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: 'string' },
      seed: { type: 'string' },
      sealing: { type: 'string', default: 'stand-in' },
      mutants: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      within: { type: 'string', default: '1000' },
      jobs: { type: 'string', default: String(known.cores) },
    },
  })
  const { seeds, seed, mutants, only } = values
  if (seeds === undefined && seed === undefined && !mutants) {
    throw new UsageError('nothing to do: --seeds N, --seed N or --mutants')
  }
  if (!known.mutants.some((name) => name.includes(only))) throw new UsageError(`no mutant is called "${only}"`)
  return {
    from: seed === undefined ? 1 : toCount('seed', seed),
    seeds: seeds === undefined ? undefined : toSome('seeds', seeds),
    isReplay: seeds === undefined && seed !== undefined,
    sealing: toSealing(values.sealing),
    mutants: mutants ? { only, within: toSome('within', values.within) } : undefined,
    jobs: toSome('jobs', values.jobs),
  }
}
