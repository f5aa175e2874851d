import { parseArgs } from 'node:util'

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

/** Reads the command line; what is left out has a size that takes a few minutes. */
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
  const number = (text: string) => {
    const value = Number(text)
    if (!Number.isInteger(value) || value < 0) throw new Error(`"${text}" is not a count`)
    return value
  }
  const seed = number(values.seed)
  return {
    seed,
    messages: number(values.messages),
    kills: number(values.kills),
    crashes: number(values.crashes),
    cuts: number(values.cuts),
    people: Math.max(2, number(values.people)),
    log: values.log ?? `test-results/chaos-${seed}.log`,
  }
}
