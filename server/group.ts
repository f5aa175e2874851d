import { refusal } from '../protocol/errors.ts'
import type { GroupPost, Post } from '../protocol/group.ts'
import { LIMITS } from '../protocol/limits.ts'
import type { UserName } from '../protocol/names.ts'
import { postStatement } from '../protocol/statements.ts'
import { accepted } from './bind.ts'
import type { Directory } from './directory.ts'
import { createGather } from './gather.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { createPace } from './pace.ts'
import { createPageSizes } from './page-sizes.ts'
import type { Clock, Hub } from './ports.ts'
import { createProgress } from './progress.ts'
import type { Session } from './session-port.ts'
import { pageOf } from './store/post-page.ts'
import { WATCHED_POSTS, type Account, type Snapshot, type Store } from './store/store.ts'
import type { Verifier } from './verifier.ts'

/** Posts that come within this time of each other go out together, ms. */
const POSTED_WINDOW = 8
/** Senders hear of progress at most this often, ms. */
const DELIVERED_WINDOW = 200
/**
 * Every reader acks each page of posts, one ack under way at a time: taken at this rate, a thousand readers of a busy
 * room share few commits and answers, and the posts come first.
 */
const ACKS = { perTick: 20, tickMs: 5 }

interface GroupPorts {
  readonly store: Store
  readonly hub: Hub
  readonly clock: Clock
  readonly directory: Directory
  readonly verifier: Verifier
  readonly snapshot: Snapshot
  /** Whether another letter or post may come from there now. */
  readonly mayPut: (from: Session) => boolean
}

/** The group Everyone: one log, a cursor per member. */
export function createGroup({ store, hub, clock, directory, verifier, snapshot, mayPut }: GroupPorts) {
  const progress = createProgress(snapshot.accounts)
  let head = snapshot.head
  let watched = [...snapshot.recent]

  const posted = createGather<Post>(clock, POSTED_WINDOW, (posts) => {
    let rest = posts
    while (rest.length > 0) {
      const page = pageOf(rest)
      hub.everyone.emit('group:posted', { posts: page })
      rest = rest.slice(page.length)
    }
  })

  // Each move of a cursor is a range of places whose count has changed.
  const moves = createGather<{ from: number; to: number }>(clock, DELIVERED_WINDOW, (ranges) => {
    const low = ranges.reduce((least, { from }) => Math.min(least, from), Infinity)
    const high = ranges.reduce((most, { to }) => Math.max(most, to), 0)
    const bySender = new Map<UserName, ReturnType<typeof progress.of>[]>()
    for (const post of watched) {
      if (post.groupSeq <= low || post.groupSeq > high || !directory.get(post.from)?.online) continue
      const items = bySender.get(post.from) ?? []
      items.push(progress.of(post))
      bySender.set(post.from, items)
    }
    for (const [sender, items] of bySender) {
      for (let at = 0; at < items.length; at += LIMITS.progressPosts) {
        hub.toUser(sender).emit('group:delivered', { items: items.slice(at, at + LIMITS.progressPosts) })
      }
    }
  })

  const acks = createPace(clock, ACKS)
  const sizes = createPageSizes(clock)

  return {
    registered: (account: Account) => progress.registered(account),
    released: (account: Account) => progress.released(account),
    head: () => head,
    /** Posts before that place are gone: whoever comes later passes them without having them. */
    trimmed(first: number) {
      watched = watched.filter(({ groupSeq }) => groupSeq >= first)
    },
    stop() {
      posted.stop()
      moves.stop()
      acks.stop()
    },

    handlers: {
      'group:post': async (session: Session, post: GroupPost) => {
        if (!mayPut(session)) return refusal('rate-limited')
        const { name, author } = session
        const identityKey = directory.get(name)?.account.identityKey
        if (!identityKey) return refusal('superseded')
        const statement = postStatement({ ...post, from: name, identityKey })
        if (!(await verifier.verify({ key: identityKey, signature: post.signature, statement }))) {
          return refusal('bad-signature')
        }
        const outcome = await store.post({ author, post, at: clock.now() })
        if (outcome.state === 'superseded') return refusal('superseded')
        const { groupSeq } = outcome
        if (outcome.isNew) {
          head = groupSeq
          watched.push({ groupSeq, from: name })
          if (watched.length > 2 * WATCHED_POSTS) watched = watched.slice(-WATCHED_POSTS)
          posted.add({ ...post, groupSeq, from: name, identityKey: outcome.identityKey })
        }
        return accepted(progress.of({ groupSeq, from: name }))
      },

      'group:fetch': oneAtATime(async (session, { after }: { after: number }) =>
        accepted(await store.postPage({ after, bytes: sizes.next(session) })),
      ),

      'group:ack': async ({ name, author }: Session, { upTo }: { upTo: number }) => {
        const turn = acks.turn()
        if (turn) await turn
        const outcome = await store.ackPosts({ author, upTo })
        if (outcome.state === 'superseded') return refusal('superseded')
        directory.update(name, author.fence, { cursor: outcome.cursor })
        const move = progress.moved(name, outcome.cursor)
        if (move) moves.add(move)
        return accepted(null)
      },

      'group:progress': oneAtATime(async ({ name }, { posts }: { posts: readonly number[] }) => {
        const own = await store.ownPosts({ name, places: posts })
        return accepted({ items: own.map((groupSeq) => progress.of({ groupSeq, from: name })) })
      }),
    },
  }
}
