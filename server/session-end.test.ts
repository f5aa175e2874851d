import { expect, it } from 'vitest'
import { createMemoryStore } from './store/memory.ts'
import type { Store } from './store/store.ts'
import { createPerson } from './testing/client.ts'
import { createWorld } from './testing/world.ts'

/** A world whose store cannot note the end of a session, and takes its time over the beginning; what it logged. */
async function createFailingWorld() {
  const memory = createMemoryStore()
  let begin = () => {}
  const mayBegin = new Promise<void>((resolve) => (begin = resolve))
  let isBeginning = false
  const store: Store = {
    ...memory,
    async beginSession(of) {
      isBeginning = true
      await mayBegin
      return memory.beginSession(of)
    },
    endSession: () => Promise.reject(new Error('cannot')),
  }
  const logged: string[] = []
  const log = (event: string, { reason }: Record<string, string | number> = {}) =>
    void logged.push(`${event}: ${reason}`)
  const world = await createWorld({ store, log })
  return { ...world, begin, isBeginning: () => isBeginning, logged }
}

it('is logged when the end of a session cannot be stored', async () => {
  const { connect, begin, until, logged } = await createFailingWorld()
  begin()
  const line = connect()
  await line.signIn(await createPerson('ann'))
  line.drop()
  await until(() => logged.length > 0)
  expect(logged).toEqual(['session did not end: cannot'])
})

it('is logged, too, when the connection closed while its sign-in was being committed', async () => {
  const { connect, begin, isBeginning, until, logged } = await createFailingWorld()
  const line = connect()
  // Nobody is left to hear the answer.
  void line.signIn(await createPerson('ann')).catch(() => {})
  await until(isBeginning)
  line.drop()
  begin()
  await until(() => logged.length > 0)
  expect(logged).toEqual(['handler failed: cannot'])
})

it('is stored once, and hears nothing more, though its connection ends later', async () => {
  const memory = createMemoryStore()
  let ends = 0
  const endSession: Store['endSession'] = (end) => {
    ends += 1
    return memory.endSession(end)
  }
  const { connect, clock } = await createWorld({ store: { ...memory, endSession } })
  const [line, other] = [connect(), connect()]
  const ann = await createPerson('ann')
  const { fence } = await line.signIn(ann)
  await other.signIn(await createPerson('bob'))
  await line.ask('session:sign-out', { fence })
  await other.ask('typing:send', { to: 'everyone' })
  await other.ask('typing:send', { to: ann.name })
  expect(line.heard('typing:received')).toEqual([])
  clock.advance(5000)
  expect([line.isOpen, ends]).toEqual([false, 1])
})
