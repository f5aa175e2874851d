import { expect, it } from 'vitest'
import { makePlan } from './make-plan.ts'
import type { Outcome } from './run-history.ts'
import { shrink } from './shrink.ts'

const good: Outcome = { violations: [], messages: 0, events: 0, lasted: 0, troubles: [] }

it('leaves out every step that a failure does without, and never one that it needs', () => {
  const plan = makePlan(7)
  const needed = [plan.steps[3], plan.steps.at(-2)]
  const shrunk = shrink(plan, ({ steps }) => {
    const fails = needed.every((step) => step && steps.includes(step))
    return fails ? { ...good, violations: [{ invariant: 'I2', what: 'lost' }] } : good
  })
  expect(shrunk.steps).toEqual(needed)
})

it('does not take another failure for the one that it shrinks', () => {
  const plan = makePlan(7)
  const shrunk = shrink(plan, ({ steps }) => ({
    ...good,
    violations: [{ invariant: steps.length === plan.steps.length ? 'I2' : 'I9', what: 'lost' }],
  }))
  expect(shrunk.steps).toEqual(plan.steps)
})

it('leaves a plan alone that does not fail', () => {
  const plan = makePlan(7)
  expect(shrink(plan, () => good)).toBe(plan)
})
