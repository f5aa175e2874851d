import { expect, test } from 'vitest'
import { filterInSlices } from './in-slices.ts'

const numbers = Array.from({ length: 1_000 }, (_, index) => index)

/** A clock that each look at an item takes further, and how long the page was held up at a time. */
function busy(perItem: number, isOver = () => false) {
  let time = 0
  let begun = 0
  const slices: number[] = []
  const rest = async () => {
    await Promise.resolve()
    slices.push(time - begun)
    begun = time
  }
  const isWanted = (number: number) => {
    time += perItem
    return number % 2 === 0
  }
  return { slices, isWanted, times: { now: () => time, rest, isOver } }
}

test('what is wanted comes in order, and the page is not held up', async () => {
  const { slices, isWanted, times } = busy(0.1)
  expect(await filterInSlices(numbers, isWanted, times)).toEqual(numbers.filter((number) => number % 2 === 0))
  expect(slices.length).toBeGreaterThan(5)
  expect(Math.max(...slices)).toBeLessThan(9)
})

test('what takes no time takes no rest', async () => {
  const { slices, isWanted, times } = busy(0.001)
  expect(await filterInSlices(numbers, isWanted, times)).toHaveLength(500)
  expect(slices).toEqual([])
})

test('it ends when nobody waits for it any more', async () => {
  const { slices, isWanted, times } = busy(0.1, () => slices.length === 2)
  expect(await filterInSlices(numbers, isWanted, times)).toBeUndefined()
  expect(slices).toHaveLength(2)
})
