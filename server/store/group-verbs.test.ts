import { expect, it } from 'vitest'
import type { Post } from '../../protocol/group.ts'
import { createPerson } from '../testing/client.ts'
import { createLedger } from './ledger.ts'
import { createMemoryTables } from './memory.ts'

it('reads hardly more of the log than fits the page', async () => {
  const ann = await createPerson('ann')
  const tables = createMemoryTables()
  const long = await ann.post(0, 'x'.repeat(8192))
  for (let groupSeq = 1; groupSeq <= 100; groupSeq++) {
    const post: Post = { ...long, groupSeq, from: ann.name, identityKey: ann.identityKey }
    tables.addPost(post, 1)
  }
  let read = 0
  const { verbs } = createLedger({
    ...tables,
    posts(after, most) {
      const posts = tables.posts(after, most)
      read += posts.length
      return posts
    },
  })
  expect(verbs.postPage({ after: 0 }).posts).toHaveLength(11)
  expect(read).toBeLessThanOrEqual(20)
})
