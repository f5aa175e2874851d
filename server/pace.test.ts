import { expect, it } from 'vitest'
import { createPace } from './pace.ts'
import { createManualClock } from './testing/manual-clock.ts'

const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

it('lets the first begin at once and the others in later ticks, in order', async () => {
  const clock = createManualClock()
  const pace = createPace(clock, { perTick: 2, tickMs: 5 })
  const begun: number[] = []
  const begin = async (each: number) => {
    await pace.turn()
    begun.push(each)
  }
  for (let each = 0; each < 5; each++) void begin(each)
  await settled()
  expect(begun).toEqual([0, 1])
  clock.advance(5)
  await settled()
  expect(begun).toEqual([0, 1, 2, 3])
  clock.advance(5)
  await settled()
  expect(begun).toEqual([0, 1, 2, 3, 4])
  expect(pace.turn()).toBeUndefined()
  clock.advance(20)
  expect(pace.turn()).toBeUndefined()
  expect(pace.turn()).toBeUndefined()
  expect(pace.turn()).toBeInstanceOf(Promise)
})

it('lets more begin together when very many wait', async () => {
  const clock = createManualClock()
  const pace = createPace(clock, { perTick: 2, tickMs: 5 })
  let begun = 0
  for (let each = 0; each < 10_000; each++) void Promise.resolve(pace.turn()).then(() => (begun += 1))
  clock.advance(5000)
  await settled()
  expect(begun).toBeGreaterThan(9000)
})
