import { describe, expect, it } from 'vitest'
import { inOwnTurn } from './drain.ts'
import { makePlan } from './make-plan.ts'
import type { Plan } from './plan.ts'
import { runHistory, runSealedHistory } from './run-history.ts'

async function traceOf(plan: Plan): Promise<string[]> {
  const lines: string[] = []
  const outcome = await inOwnTurn(() => runHistory(plan, (line) => lines.push(line)))
  expect(outcome.violations).toEqual([])
  return lines
}

describe('a history', () => {
  it.each([1, 8, 42])('of seed %i is the same each time, event by event', async (seed) => {
    const first = await traceOf(makePlan(seed))
    await traceOf(makePlan(seed + 1))
    expect(await traceOf(makePlan(seed))).toEqual(first)
    expect(first.length).toBeGreaterThan(50)
  })

  it('of another seed is another', async () => {
    expect(await traceOf(makePlan(1))).not.toEqual(await traceOf(makePlan(2)))
  })

  it('with the sealing that ships takes the same course each time, however fast the threads are', async () => {
    const play = async () => {
      const { events, messages, lasted, violations } = await runSealedHistory(makePlan(3))
      return { events, messages, lasted, violations }
    }
    const first = await play()
    expect(first).toMatchObject({ violations: [] })
    expect(await play()).toEqual(first)
  })

  it('that breaks something says so', async () => {
    // A clock that is not a number spoils what everybody writes.
    const plan = makePlan(1)
    const clocks = plan.names.map((_, who) => ({ at: 100, deed: { do: 'turn-clock', who, by: Number.NaN } }) as const)
    const { violations } = await inOwnTurn(() => runHistory({ ...plan, steps: [...clocks, ...plan.steps] }))
    expect(violations).not.toEqual([])
  })
})
