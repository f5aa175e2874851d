import { parseArgs } from 'node:util'
import { toCount } from '../scripts/command-line.ts'

/** How much of everything a run has. */
export interface Plan {
  readonly seed: number
  readonly messages: number
  /** SIGKILLs of the server. */
  readonly kills: number
  /** Tabs crashed or closed. */
  readonly crashes: number
  /** Times a network is cut. */
  readonly cuts: number
  readonly people: number
  readonly log: string
}

/** Reads the command line; what is left out has a size that takes a few minutes. Throws `UsageError`, or what `parseArgs` throws. */
export function parsePlan(args: readonly string[]): Plan {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      messages: { type: 'string', default: '400' },
      kills: { type: 'string', default: '5' },
      crashes: { type: 'string', default: '5' },
      cuts: { type: 'string', default: '10' },
      people: { type: 'string', default: '5' },
      log: { type: 'string' },
    },
  })
  const seed = toCount('seed', values.seed)
  return {
    seed,
    messages: toCount('messages', values.messages),
    kills: toCount('kills', values.kills),
    crashes: toCount('crashes', values.crashes),
    cuts: toCount('cuts', values.cuts),
    people: Math.max(2, toCount('people', values.people)),
    log: values.log ?? `test-results/chaos-${seed}.log`,
  }
}
