import { afterEach, expect, it, vi } from 'vitest'
import { createPerson, openAt, plainText } from './testing/people.ts'
import { tryAgain } from './try-again.ts'

afterEach(() => void vi.restoreAllMocks())

it('makes and uses keys where the browser fails at every other one', async () => {
  const generateKey = crypto.subtle.generateKey.bind(crypto.subtle)
  let calls = 0
  vi.spyOn(crypto.subtle, 'generateKey').mockImplementation((...args: Parameters<typeof generateKey>) =>
    calls++ % 2 === 0 ? Promise.reject(new DOMException('by chance', 'OperationError')) : generateKey(...args),
  )
  const alice = await createPerson('alice')
  const bob = await createPerson('bob')
  const envelope = await alice.sealer.seal(plainText('hello'), bob.bundle)
  expect(await openAt(bob, envelope, alice.sealer.identityKey)).toMatchObject({ ok: true })
  expect(calls).toBeGreaterThan(5)
})

it('gives up what never comes, with the reason', async () => {
  const make = vi.fn(() => Promise.reject(new Error('never')))
  await expect(tryAgain(make)).rejects.toThrow('never')
  expect(make).toHaveBeenCalledTimes(4)
})
