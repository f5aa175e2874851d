import { expect, it } from 'vitest'
import { createOpenGuard } from './open-guard.ts'

const closed = { problem: 'closed' }

function open() {
  const database = new EventTarget()
  return { ...createOpenGuard(database), say: (event: string) => database.dispatchEvent(new Event(event)) }
}

it('gives what a verb gives, and says what went wrong', async () => {
  const { guarded } = open()
  expect(await guarded(async () => 1)).toBe(1)
  const full = new DOMException('full', 'QuotaExceededError')
  await expect(guarded(() => Promise.reject(full))).rejects.toMatchObject({ problem: 'quota-exceeded', cause: full })
})

it('ends what waits for a database that the browser has taken away', async () => {
  const { guarded, say } = open()
  const first = guarded(() => new Promise(() => {}))
  const second = guarded(() => new Promise(() => {}))
  say('close')
  await expect(first).rejects.toMatchObject(closed)
  await expect(second).rejects.toMatchObject(closed)
})

it.each(['close', 'versionchange'])('asks nothing of the database after %s', async (event) => {
  const { guarded, say } = open()
  say(event)
  let asked = 0
  await expect(guarded(async () => (asked += 1))).rejects.toMatchObject(closed)
  expect(asked).toBe(0)
})

it('lets a verb that is under way end by itself when the database is closed in order', async () => {
  const { guarded, close, say } = open()
  const ends: ((value: number) => void)[] = []
  const verbs = [1, 2].map(() => guarded(() => new Promise<number>((resolve) => ends.push(resolve))))
  say('versionchange')
  close()
  ends.forEach((end, index) => end(index))
  expect(await Promise.all(verbs)).toEqual([0, 1])
})
