import { expect, it } from 'vitest'
import { createLimitedLog } from './limited-log.ts'
import { createManualClock } from './testing/manual-clock.ts'

it('writes the first lines of an event in a minute, then how many more there were', () => {
  const clock = createManualClock()
  const written: unknown[] = []
  const log = createLimitedLog((event, fields) => written.push({ event, ...fields }), clock)
  for (let line = 1; line <= 50; line++) log('line cut', { line })
  log('sweep failed', { reason: 'full' })
  expect(written).toHaveLength(21)
  expect(written[19]).toEqual({ event: 'line cut', line: 20 })
  expect(written[20]).toEqual({ event: 'sweep failed', reason: 'full' })
  clock.advance(60_000)
  expect(written.slice(21)).toEqual([{ event: 'line cut', more: 30 }])
  for (let line = 51; line <= 70; line++) log('line cut', { line })
  clock.advance(60_000)
  expect(written).toHaveLength(42)
  expect(written.at(-1)).toEqual({ event: 'line cut', line: 70 })
  log('line cut', {})
  clock.advance(30_000)
  for (let line = 2; line <= 20; line++) log('line cut', { line })
  clock.advance(30_000)
  for (let line = 1; line <= 20; line++) log('line cut', { line })
  clock.advance(30_000)
  log('line cut', { line: 21 })
  expect(written).toHaveLength(82)
})
