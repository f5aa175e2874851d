import * as v from 'valibot'
import { expect, it } from 'vitest'
import type { Post } from '../../protocol/group.ts'
import { UserName } from '../../protocol/names.ts'
import { composed, idOf } from '../storage/fixtures.ts'
import { createMemoryDatabase, openMemoryStorage } from '../storage/memory.ts'
import { confirmPosts } from './confirm-posts.ts'
import type { PostDelivery } from './delivery.ts'

const alice = v.parse(UserName, 'alice')

const FIRST = { era: 0, after: 0 }

/** What the log's post 7 makes of an own post that storage has in a state. */
async function seenInLog(delivery: PostDelivery, { isUnderWay = false, log = FIRST } = {}) {
  const storage = openMemoryStorage(createMemoryDatabase())
  await storage.compose([composed(1, 'everyone')])
  await storage.saveDeliveries([{ id: idOf(1), delivery }])
  const post = { id: idOf(1), from: alice, groupSeq: 7 } as Post
  const confirmed = await confirmPosts([post], log, { storage, isUnderWay: () => isUnderWay })
  return confirmed.map((message) => message.delivery)
}

it('takes a post for posted that expired or failed before its ack was heard', async () => {
  const posted = [{ state: 'posted', groupSeq: 7, delivered: 0, of: 1 }]
  expect(await seenInLog({ state: 'expired' })).toEqual(posted)
  expect(await seenInLog({ state: 'failed', reason: 'refused' })).toEqual(posted)
})

it('takes it for posted in the log that the server has now', async () => {
  const [delivery] = await seenInLog({ state: 'expired' }, { log: { era: 2, after: 6 } })
  expect(delivery).toEqual({ state: 'posted', groupSeq: 7, delivered: 0, of: 1, era: 2 })
})

it('leaves alone what is under way, what is posted, and what is not known', async () => {
  expect(await seenInLog({ state: 'failed', reason: 'refused' }, { isUnderWay: true })).toEqual([])
  expect(await seenInLog({ state: 'posted', groupSeq: 7, delivered: 3, of: 3 })).toEqual([])
  const storage = openMemoryStorage(createMemoryDatabase())
  const strange = { id: idOf(2), from: alice, groupSeq: 8 } as Post
  expect(await confirmPosts([strange], FIRST, { storage, isUnderWay: () => false })).toEqual([])
})
