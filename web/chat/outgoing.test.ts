import { expect, it } from 'vitest'
import { createManualClock } from '../../server/testing/manual-clock.ts'
import { bob, composed, idOf } from '../storage/fixtures.ts'
import { createMemoryDatabase, openMemoryStorage } from '../storage/memory.ts'
import type { Outbox } from './outbox.ts'
import { createOutgoing } from './outgoing.ts'
import type { PostsOut } from './posts-out.ts'

const DAY = 24 * 3600_000

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

it('gives up what nobody took for 30 days while the page stays open', async () => {
  const manual = createManualClock(0)
  const storage = openMemoryStorage(createMemoryDatabase())
  const aged = { outbox: new Set<string>(), posts: new Set<string>() }
  const way = (ids: Set<string>) => ({
    add() {},
    has: () => true,
    age: (old: readonly string[]) => old.forEach((id) => ids.add(id)),
  })
  const outbox: Partial<Outbox> = way(aged.outbox)
  const posts: Partial<PostsOut> = way(aged.posts)
  createOutgoing({
    outbox: outbox as Outbox,
    posts: posts as PostsOut,
    storage,
    clock: { wallTime: manual.now, monotonic: manual.elapsed, after: manual.setTimer },
    isConnected: () => false,
    found() {},
    broken(error) {
      throw error
    },
  })
  await storage.compose([composed(1, bob), composed(2, 'everyone'), composed(3, bob)])
  await storage.saveDeliveries([{ id: idOf(3), delivery: { state: 'queued', since: DAY } }])
  for (const [days, ids] of [
    [29.5, []],
    [1, [idOf(1), idOf(2)]],
    [1, [idOf(1), idOf(2), idOf(3)]],
  ] as const) {
    manual.advance(days * DAY)
    await turn()
    manual.advance(30_000)
    await turn()
    for (const given of [aged.outbox, aged.posts]) expect([...given]).toEqual(ids)
  }
})
