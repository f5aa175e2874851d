import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { GrowingWindow } from './growing-window.ts'

const AT_EDGE = { scrollTop: 0, scrollHeight: 5_000, clientHeight: 500 } as HTMLElement

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A window over many messages, at whose upper edge the reader has just come. */
function grown() {
  const host = {
    addController() {},
    removeController() {},
    requestUpdate: vi.fn(),
    updateComplete: Promise.resolve(true),
  }
  const window = new GrowingWindow(host)
  window.open(1_000)
  window.hostUpdated()
  window.growIn(AT_EDGE)
  return { window, host }
}

test('what comes in because of scrolling is not announced, what comes after it is', () => {
  const { window, host } = grown()
  expect(window.isGrowing).toBe(true)
  host.requestUpdate.mockClear()
  vi.runAllTimers()
  expect(window.isGrowing).toBe(false)
  expect(host.requestUpdate).toHaveBeenCalledOnce()
})

test('it grows by one step until that is drawn, however often one asks', () => {
  const { window } = grown()
  const { current } = window
  window.growIn(AT_EDGE)
  expect(window.current).toBe(current)
  window.hostUpdated()
  window.growIn(AT_EDGE)
  expect(window.current?.from).toBeLessThan(current?.from ?? 0)
})

test('what comes in around a message far away is not announced, and one that is there leaves all as it is', () => {
  const { window } = grown()
  vi.runAllTimers()
  const { current } = window
  expect(window.goTo(1_000, 990)).toBe(false)
  expect(window.current).toBe(current)
  expect(window.isGrowing).toBe(false)

  expect(window.goTo(1_000, 100)).toBe(true)
  expect(window.current).toEqual({ from: 88, to: 112, total: 1_000 })
  expect(window.isGrowing).toBe(true)
  vi.runAllTimers()
  expect(window.isGrowing).toBe(false)
})

test('a log that is taken out while it grows, and put back, announces', () => {
  const { window } = grown()
  window.hostDisconnected()
  expect(vi.getTimerCount()).toBe(0)
  expect(window.isGrowing).toBe(false)
})
