import { expect, it } from 'vitest'
import { alice, bob, carol } from '../storage/fixtures.ts'
import type { ConversationSummary } from './chat-view.ts'
import { keepUnchanged } from './summaries.ts'

const of = (id: ConversationSummary['id'], more: Partial<ConversationSummary> = {}): ConversationSummary => ({
  id,
  newest: null,
  unread: 0,
  typing: [],
  muted: false,
  draft: '',
  ...more,
})
const before = [of('everyone'), of(alice, { typing: [alice] }), of(bob)]

it('is the list before when nothing has changed', () => {
  expect(keepUnchanged(before, [of('everyone'), of(alice, { typing: [alice] }), of(bob)])).toBe(before)
  expect(keepUnchanged([], [])).toEqual([])
})

it.each<Partial<ConversationSummary>>([
  { unread: 1 },
  { typing: [bob] },
  { typing: [] },
  { muted: true },
  { draft: 'hi' },
])('has what changed, %o, and the others as they were', (change) => {
  const changed = of(alice, { typing: [alice], ...change })
  const kept = keepUnchanged(before, [of('everyone'), changed, of(bob)])
  expect(kept).toEqual([of('everyone'), changed, of(bob)])
  expect(kept).not.toBe(before)
  expect([kept[0] === before[0], kept[2] === before[2]]).toEqual([true, true])
})

it('is another list when the order is another, or one came or went', () => {
  const [everyone, first, second] = [of('everyone'), of(alice, { typing: [alice] }), of(bob)]
  for (const next of [
    [everyone, second, first],
    [everyone, first],
    [everyone, first, second, of(carol)],
  ]) {
    expect(keepUnchanged(before, next)).toEqual(next)
    expect(keepUnchanged(before, next)).not.toBe(before)
  }
})
