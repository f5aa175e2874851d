import type { Post } from '../../protocol/group.ts'
import { LIMITS } from '../../protocol/limits.ts'
import type { Verbs } from './store.ts'
import { current, type LedgerParts } from './ledger-parts.ts'
import { pageOf } from './post-page.ts'

type GroupVerbs = Pick<Verbs, 'post' | 'postPage' | 'ownPosts' | 'ackPosts'>

/** Posts that are read at a time. */
const STRETCH = 10

/** Up to a page of posts behind a place, read as they are taken: a hundred long ones, of which few fit, take 5 ms. */
function* postsBehind({ tables }: LedgerParts, after: number): Generator<Post> {
  let place = after
  for (let read = 0; read < LIMITS.groupPage; read += STRETCH) {
    const posts = tables.posts(place, STRETCH)
    yield* posts
    place = posts.at(-1)?.groupSeq ?? place
    if (posts.length < STRETCH) return
  }
}

/** Verbs over the log of Everyone: one row per post, a cursor per member. */
export function groupVerbs(parts: LedgerParts): GroupVerbs {
  const { tables, state } = parts
  return {
    post({ author, post, at }) {
      const account = current(parts, author)
      if (!account) return { state: 'superseded' }
      const { identityKey } = account
      const place = tables.placeOf(author.name, post.id)
      if (place !== undefined) return { state: 'placed', groupSeq: place, identityKey, isNew: false }
      const groupSeq = state().head + 1
      tables.addPost({ ...post, groupSeq, from: author.name, identityKey }, at)
      state().head = groupSeq
      return { state: 'placed', groupSeq, identityKey, isNew: true }
    },

    postPage({ after, bytes }) {
      const posts = pageOf(postsBehind(parts, after), bytes)
      return { posts, first: tables.firstPlace() ?? state().head + 1, head: state().head }
    },

    ownPosts: ({ name, places }) => places.filter((place) => tables.authorOf(place) === name),

    ackPosts({ author, upTo }) {
      const account = current(parts, author)
      if (!account) return { state: 'superseded' }
      const cursor = Math.max(account.cursor, Math.min(upTo, state().head))
      if (cursor > account.cursor) {
        tables.saveCursor(author.name, cursor)
        state().accounts.set(author.name, { ...account, cursor })
      }
      return { state: 'moved', cursor }
    },
  }
}
