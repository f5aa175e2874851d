import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createPace } from './pace.ts'

const FRAME_MS = 16

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  vi.stubGlobal('requestAnimationFrame', (drawn: () => void) => setTimeout(drawn, FRAME_MS))
  vi.stubGlobal('cancelAnimationFrame', clearTimeout)
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

async function waited(turn: Promise<unknown>): Promise<number> {
  const begun = performance.now()
  const ended = turn.then(() => performance.now() - begun)
  await vi.advanceTimersByTimeAsync(1000)
  return ended
}

it('draws what comes alone with the next frame, or at once when it is urgent', async () => {
  const pace = createPace()
  expect(await waited(pace.turn('other'))).toBe(FRAME_MS)
  pace.drew(5)
  expect(await waited(pace.turn('news'))).toBe(0)
})

it('lets a second drawing follow the first once that is on the screen', async () => {
  const pace = createPace()
  await pace.turn('news')
  pace.drew(10)
  expect(await waited(pace.turn('news'))).toBe(FRAME_MS)
  pace.drew(10)
  expect(await waited(pace.turn('news'))).toBe(0)
})

it('draws news at once again when those before are on the screen', async () => {
  const pace = createPace()
  expect(await waited(pace.turn('news'))).toBe(0)
  expect(await waited(pace.turn('news'))).toBe(0)
})

it('draws once in a frame', async () => {
  const pace = createPace()
  const first = pace.turn('other')
  await vi.advanceTimersByTimeAsync(FRAME_MS)
  await first
  pace.drew(1)
  const second = pace.turn('news')
  expect(await waited(second)).toBe(FRAME_MS)
})

it('rests while much is drawn, but never long', async () => {
  const pace = createPace()
  for (let drawn = 0; drawn < 3; drawn++) pace.drew(10)
  expect(await waited(pace.turn('news'))).toBe(180 + FRAME_MS)
  for (let drawn = 0; drawn < 100; drawn++) pace.drew(10)
  expect(await waited(pace.turn('other'))).toBe(250 + FRAME_MS)
})

it('holds up nobody who looks for what is drawn, and owes no rest for it', async () => {
  const pace = createPace()
  const seek = async () => {
    expect(await waited(pace.turn('sought'))).toBe(FRAME_MS)
    pace.drew(100)
  }
  await seek()
  await seek()
  expect(await waited(pace.turn('news'))).toBe(0)
  for (let drawn = 0; drawn < 100; drawn++) pace.drew(10)
  await seek()
})
