import { afterEach, expect, it, vi } from 'vitest'
import { browserClock } from './clock.ts'

const DAY = 24 * 60 * 60 * 1000

afterEach(() => {
  vi.useRealTimers()
})

it('waits longer than one timer can', () => {
  vi.useFakeTimers()
  const run = vi.fn()
  browserClock.after(30 * DAY, run)
  vi.advanceTimersByTime(30 * DAY - 1)
  expect(run).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(run).toHaveBeenCalledOnce()
})

it('cancels, also in the second lap', () => {
  vi.useFakeTimers()
  const run = vi.fn()
  const cancel = browserClock.after(30 * DAY, run)
  vi.advanceTimersByTime(29 * DAY)
  cancel()
  vi.advanceTimersByTime(2 * DAY)
  expect(run).not.toHaveBeenCalled()
})
