import { describe, expect, it } from 'vitest'
import { gathered } from './gathered.ts'

function slow() {
  const runs: number[][] = []
  const ends: ((error?: Error) => void)[] = []
  const call = gathered(async (items: readonly number[]) => {
    runs.push([...items])
    await new Promise<void>((resolve, reject) => ends.push((error) => (error ? reject(error) : resolve())))
    return items.map((item) => item * 10)
  })
  return { runs, ends, call }
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

describe('gathered', () => {
  it('runs together what comes in one turn, and gives each call its own', async () => {
    const { runs, ends, call } = slow()
    const calls = [call([1]), call([2, 3]), call([])]
    await turn()
    ends[0]?.()
    expect(await Promise.all(calls)).toEqual([[10], [20, 30], []])
    expect(runs).toEqual([[1, 2, 3]])
  })

  it('gathers while one runs, in order', async () => {
    const { runs, ends, call } = slow()
    const first = call([1])
    await turn()
    const later = [call([2]), call([3])]
    await turn()
    expect(runs).toEqual([[1]])
    ends[0]?.()
    await first
    await turn()
    ends[1]?.()
    expect(await Promise.all(later)).toEqual([[20], [30]])
    expect(runs).toEqual([[1], [2, 3]])
  })

  it('keeps a run short', async () => {
    const { runs, ends, call } = slow()
    const calls = Array.from({ length: 130 }, (_, item) => call([item]))
    for (const run of [0, 1, 2]) {
      await turn()
      ends[run]?.()
    }
    expect((await Promise.all(calls)).flat()).toEqual(Array.from({ length: 130 }, (_, item) => item * 10))
    expect(runs.map((items) => items.length)).toEqual([64, 64, 2])
  })

  it('runs calls one by one when together they fail, so that one takes no other down', async () => {
    const runs: number[][] = []
    const call = gathered(async (items: readonly number[]) => {
      runs.push([...items])
      if (items.includes(2)) throw new Error('two')
      return items
    })
    const outcomes = await Promise.allSettled([call([1]), call([2]), call([3])])
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(runs).toEqual([[1, 2, 3], [1], [2], [3]])
    expect(await call([4])).toEqual([4])
  })
})
