import { expect, test } from 'vitest'
import { followEnd, growDown, growNear, growUp, openWindow, stayPut } from './log-window.ts'

test('a long conversation opens at its end', () => {
  expect(openWindow(10_000)).toEqual({ from: 9_976, to: 10_000, total: 10_000 })
})

test('a short one is there whole', () => {
  expect(openWindow(3)).toEqual({ from: 0, to: 3, total: 3 })
  expect(openWindow(0)).toEqual({ from: 0, to: 0, total: 0 })
})

test('it opens around what is unread', () => {
  const { from, to } = openWindow(10_000, 5_000)
  expect(from).toBeLessThan(5_000)
  expect(to).toBeGreaterThan(5_000)
  expect(to).toBeLessThan(10_000)
})

test('what follows fills a high box', () => {
  expect(openWindow(10_000, 5_000, 1_600).to).toBeGreaterThan(5_060)
  expect(openWindow(5_010, 5_000, 1_600).to).toBe(5_010)
})

test('walking to the beginning and back never holds more than a few hundred and misses none', () => {
  let window = openWindow(10_000)
  while (window.from > 0) {
    const next = growUp(window)
    expect(next.from).toBeLessThan(window.from)
    expect(next.to).toBeGreaterThanOrEqual(window.from)
    expect(next.to - next.from).toBeLessThanOrEqual(240)
    window = next
  }
  while (window.to < window.total) {
    const next = growDown(window)
    expect(next.from).toBeLessThanOrEqual(window.to)
    expect(next.to).toBeGreaterThan(window.to)
    window = next
  }
  expect(window.to).toBe(10_000)
})

test('at the end it follows what arrives and lets go of the beginning', () => {
  expect(followEnd({ from: 40, to: 100, total: 100 }, 101)).toEqual({ from: 40, to: 101, total: 101 })
  expect(followEnd({ from: 0, to: 96, total: 96 }, 97)).toEqual({ from: 49, to: 97, total: 97 })
  expect(followEnd({ from: 49, to: 97, total: 97 }, 98)).toEqual({ from: 49, to: 98, total: 98 })
})

test('of many that arrive at once a few come in at a time, and those that flew past are left out', () => {
  let window = followEnd(openWindow(100), 130)
  expect(window).toEqual({ from: 76, to: 108, total: 130 })
  for (const to of [116, 124, 130]) {
    window = followEnd(window, 130)
    expect(window).toEqual({ from: 76, to, total: 130 })
  }
  expect(followEnd(window, 2_000)).toEqual({ from: 1_976, to: 1_984, total: 2_000 })
})

test('further up it keeps what is read', () => {
  expect(stayPut({ from: 0, to: 100, total: 100 }, 101)).toEqual({ from: 0, to: 101, total: 101 })
  expect(stayPut({ from: 0, to: 80, total: 100 }, 101)).toEqual({ from: 0, to: 80, total: 101 })
  expect(stayPut({ from: 0, to: 100, total: 100 }, 900)).toEqual({ from: 0, to: 100, total: 900 })
})

test('further up it keeps what is read when the beginning goes', () => {
  expect(stayPut({ from: 500, to: 600, total: 900 }, 801, 100)).toEqual({ from: 400, to: 500, total: 801 })
  expect(stayPut({ from: 800, to: 900, total: 900 }, 801, 100)).toEqual({ from: 700, to: 801, total: 801 })
  expect(stayPut({ from: 50, to: 150, total: 900 }, 801, 100)).toEqual({ from: 0, to: 50, total: 801 })
  expect(stayPut({ from: 10, to: 60, total: 900 }, 801, 100)).toEqual({ from: 0, to: 0, total: 801 })
})

test('fewer messages than before do not leave it outside', () => {
  expect(stayPut({ from: 50, to: 90, total: 100 }, 10)).toEqual({ from: 10, to: 10, total: 10 })
  expect(followEnd({ from: 50, to: 90, total: 100 }, 10)).toEqual({ from: 0, to: 10, total: 10 })
})

test('it grows over the edge that is near, and only where there is more', () => {
  const window = { from: 100, to: 200, total: 300 }
  const all = { from: 0, to: 300, total: 300 }
  const near = { scrollTop: 799, scrollHeight: 9_000, clientHeight: 600 }
  expect(growNear(window, near)).toEqual(growUp(window))
  expect(growNear(all, near)).toBe(all)
  const nearEnd = { ...near, scrollTop: 9_000 - 600 - 799 }
  expect(growNear(window, nearEnd)).toEqual(growDown(window))
  expect(growNear(all, nearEnd)).toBe(all)
  expect(growNear(window, { ...near, scrollTop: 800 })).toBe(window)
  expect(growNear(window, { ...nearEnd, scrollTop: 9_000 - 600 - 800 })).toBe(window)
})

test('above a reader at the end it grows as slowly as below', () => {
  const window = { from: 100, to: 124, total: 124 }
  const box = { scrollTop: 400, scrollHeight: 1_000, clientHeight: 600 }
  expect(growNear(window, box)).toEqual({ from: 92, to: 124, total: 124 })
})

test('in a box without a height no edge is near', () => {
  const window = { from: 100, to: 200, total: 300 }
  expect(growNear(window, { scrollTop: 0, scrollHeight: 0, clientHeight: 0 })).toBe(window)
})
