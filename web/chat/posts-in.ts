import type { Post } from '../../protocol/group.ts'
import type { UserName } from '../../protocol/names.ts'
import { compareLogs } from './compare-logs.ts'
import type { Contacts } from './contacts.ts'
import { keysOf } from './contacts.ts'
import type { GroupCursor, GroupLog } from './group-log.ts'
import { CLOCK_SKEW, type IncomingPost, type OutgoingPost } from './messages.ts'
import type { Clock } from './ports/clock.ts'
import type { Sealer } from './ports/sealer.ts'
import type { CommandResult } from './ports/server-link.ts'
import type { Storage } from './ports/storage.ts'

/** Shortest time between two acks, milliseconds: one for all that came meanwhile costs the server one write. */
const ACK_PAUSE = 250
/** Posts applied at a time: a slow phone verifies or stores these in 30 ms, and the page stays alive between. */
const STRETCH = 32
/** Pause before the server is asked again for what it did not say in time, milliseconds. */
const AGAIN = 2000
/** Posts kept while others are applied; what is beyond is fetched when its turn comes. */
const MOST_WAITING = 1000

/** The way in of posts to Everyone: applied in the one order, each once, up to a cursor. */
export interface PostsIn {
  /** Catches up from where this browser is, after a sign-in. `cursor` is what the server has acked of us. */
  welcomed(group: { head: number; cursor: number }): void
  posted(posts: readonly Post[]): void
  /** Whether it is known which log the server has: what is posted before that has its place in one or the other. */
  isSure(): boolean
  close(): void
}

/** Creates it; the leader tab has one. `shown` hears new posts after they are durable and before they are acked. */
export function createPostsIn(ports: {
  readonly me: UserName
  readonly storage: Storage
  readonly sealer: Sealer
  readonly clock: Clock
  readonly contacts: Contacts
  readonly cursor: GroupCursor
  isConnected(): boolean
  /** When what comes now arrives, by wall time. */
  arrivalTime(of: 'everyone'): number
  fetch(after: number): Promise<CommandResult<'group:fetch'>>
  ack(upTo: number): Promise<CommandResult<'group:ack'>>
  shown(posts: readonly IncomingPost[]): void
  /** Which of one's own posts, seen in the log, were thought not to be there; as they are now. */
  confirm(own: readonly Post[], log: GroupLog): Promise<readonly OutgoingPost[]>
  /** The log was restored from a backup: where own posts were placed behind its end, others stand now. */
  begunAgain(log: GroupLog): void
  /** It is known which log the server has. */
  sure(): void
  /** Hears of those when they are durable. */
  confirmed(posts: readonly OutgoingPost[]): void
  broken(error: unknown): void
}): PostsIn {
  const { me, storage, sealer, clock, contacts } = ports
  let { place: cursor, ...log } = ports.cursor
  /** What the server says of its log, until that is compared with ours. */
  let told: { readonly head: number; readonly cursor: number } | undefined
  let head = 0
  let acked = 0
  let acking = false
  let working = false
  let workAgain = false
  let closed = false
  let cancelAgain: (() => void) | undefined
  /** Posts that arrived while others are applied; in order, perhaps with a gap before the first. */
  let waiting: Post[] = []

  async function work(): Promise<void> {
    workAgain = true
    if (working) return
    working = true
    try {
      while (workAgain) {
        workAgain = false
        while (!closed && (await applyNext())) void acknowledge()
      }
    } catch (error) {
      ports.broken(error)
    } finally {
      working = false
    }
    if (!closed && (told || head > cursor) && ports.isConnected()) askAgain()
  }

  function askAgain(): void {
    cancelAgain ??= clock.after(AGAIN, () => {
      cancelAgain = undefined
      void work()
    })
  }

  /** True when it is known which log the server has, and from where on that is new here. */
  async function settle(mine: Parameters<typeof compareLogs>[0]): Promise<boolean> {
    const found = await compareLogs(mine, { place: cursor, ...log }, ports)
    if (!found || closed) return false
    const isOther = found.era !== log.era
    ;({ place: cursor, ...log } = found)
    if (isOther) ports.begunAgain(log)
    if (told === mine) {
      told = undefined
      ports.sure()
      void acknowledge()
    }
    return true
  }

  /** Applies the next stretch, out of what arrived or fetched. False when there is none or the server does not answer. */
  async function applyNext(): Promise<boolean> {
    while (told) if (!(await settle(told))) return false
    waiting = waiting.filter((post) => post.groupSeq > cursor).toSorted((a, b) => a.groupSeq - b.groupSeq)
    const stretch = waiting.filter((post, index) => index < STRETCH && post.groupSeq === cursor + 1 + index)
    if (stretch.length > 0) return apply(stretch, 0)
    if (head <= cursor) return false
    const page = await ports.fetch(cursor)
    if (!page.ok || closed) return false
    // Another session has begun meanwhile, perhaps with another log.
    if (told) return true
    head = Math.max(head, page.value.head)
    const { posts, first } = page.value
    waiting.push(...posts.slice(STRETCH))
    return apply(posts.slice(0, STRETCH), first - 1)
  }

  /** `trimmedUpTo`: places that the log no longer has; the cursor jumps over them. */
  async function apply(posts: readonly Post[], trimmedUpTo: number): Promise<boolean> {
    const upTo = Math.max(cursor, trimmedUpTo, posts.at(-1)?.groupSeq ?? 0)
    if (upTo === cursor) return false
    if (!(await learnKeys(posts.filter((post) => post.from !== me)))) return false
    const verified = await Promise.all(posts.map((post) => verify(post)))
    const confirmed = await ports.confirm(
      posts.filter((post) => post.from === me),
      log,
    )
    const fresh = await storage.receivePosts({
      posts: verified.flatMap((post) => (post ? [post] : [])),
      confirmed: confirmed.map(({ id, delivery }) => ({ id, delivery })),
      cursor: { place: upTo, ...log },
    })
    cursor = upTo
    if (confirmed.length > 0) ports.confirmed(confirmed)
    // Also when the session has ended meanwhile: it would not be new a second time.
    if (fresh.length > 0) ports.shown(fresh)
    return true
  }

  /** Makes sure that the key of each post is known, as far as the server will say. */
  async function learnKeys(posts: readonly Post[]): Promise<boolean> {
    // Twice: keys that were being fetched already may be older than the post.
    for (let times = 0; times < 2; times++) {
      const names = new Set(posts.filter((post) => !isKnown(post)).map((post) => post.from))
      if (names.size === 0) return true
      if (!(await contacts.learn([...names], true))) return false
    }
    return true
  }

  function isKnown(post: Post): boolean {
    const contact = contacts.get(post.from)
    return contact !== undefined && keysOf(contact).includes(post.identityKey)
  }

  /**
   * Written in this browser, perhaps with a key from before the name was in another one and came back. The other posts of
   * a name that was recovered are in the browsers of their keys.
   */
  async function isOwn({ from, identityKey, id }: Post): Promise<boolean> {
    if (from !== me || identityKey === sealer.identityKey) return from === me
    return (await storage.message(id))?.kind === 'outgoing-post'
  }

  /** A post of others whose signature is its sender's; what has none is left out, and its place shows as missing. */
  async function verify(post: Post): Promise<IncomingPost | undefined> {
    if (await isOwn(post)) return undefined
    const isElsewhere = post.from === me
    if ((!isElsewhere && !isKnown(post)) || !(await sealer.verifyPost(post))) return undefined
    const { id, from, seq, groupSeq, identityKey } = post
    const arrivedAt = ports.arrivalTime('everyone')
    const sentAt = Math.min(post.sentAt, clock.wallTime() + CLOCK_SKEW)
    const content =
      isElsewhere || contacts.get(from)?.blocked
        ? ({ type: 'skipped', text: '' } as const)
        : ({ type: 'text', text: post.text } as const)
    const common = { id, conversation: 'everyone', from, seq, sentAt, ...content } as const
    return {
      ...common,
      kind: 'incoming-post',
      arrivedAt,
      groupSeq,
      ...(log.era && { era: log.era }),
      signedBy: identityKey,
    }
  }

  /** One ack under way at a time; the next tells the newest cursor. None while it is open which log the server has. */
  async function acknowledge(): Promise<void> {
    if (acking) return
    acking = true
    while (acked < cursor && !told && !closed) {
      const upTo = cursor
      const { ok } = await ports.ack(upTo)
      if (ok) acked = upTo
      await new Promise<void>((resolve) => clock.after(ACK_PAUSE, resolve))
      if (!ok && !ports.isConnected()) break
    }
    acking = false
  }

  return {
    welcomed(group) {
      head = group.head
      acked = group.cursor
      told = group
      // What an earlier session brought may be of another log.
      waiting = []
      void work()
    },
    posted(posts) {
      for (const post of posts) {
        if (waiting.length < MOST_WAITING) waiting.push(post)
        head = Math.max(head, post.groupSeq)
      }
      void work()
    },
    isSure: () => !told,
    close() {
      closed = true
      cancelAgain?.()
    },
  }
}
