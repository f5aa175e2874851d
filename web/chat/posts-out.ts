import type { ErrorKind } from '../../protocol/errors.ts'
import type { PostProgress } from '../../protocol/group.ts'
import type { MessageId } from '../../protocol/ids.ts'
import { LIMITS } from '../../protocol/limits.ts'
import type { Told } from './change.ts'
import {
  advancePost,
  type FailureReason,
  isBegunAgain,
  isBehind,
  isSettled,
  isTooOld,
  type PostDelivery,
} from './delivery.ts'
import { eraAt, eraOf, type GroupLog } from './group-log.ts'
import type { Message, OutgoingPost } from './messages.ts'
import type { Clock } from './ports/clock.ts'
import type { Sealer } from './ports/sealer.ts'
import type { CommandResult } from './ports/server-link.ts'
import type { Storage } from './ports/storage.ts'

/** Wait after a refusal that passes, milliseconds. */
const PAUSE = 1000

type PostEvent = Parameters<typeof advancePost>[1]

/** The way out of posts to Everyone, and what became of them. */
export interface PostsOut {
  add(posts: readonly OutgoingPost[]): void
  /** Whether it is on its way here, or not with everybody yet. */
  has(id: MessageId): boolean
  retry(post: OutgoingPost): void
  /** Gives up those of these that only wait. */
  age(ids: readonly MessageId[]): void
  /** A server connection is up: send what waits, ask about what is not with everybody yet. */
  welcomed(): void
  progressed(items: readonly PostProgress[]): void
  /** The log was restored from a backup: what it lost and not everybody has is posted again. */
  begunAgain(log: GroupLog): void
  unsent(): number
  close(): void
}

const REFUSALS: Partial<Record<ErrorKind, FailureReason>> = { 'bad-payload': 'too-big', blocked: 'blocked' }

/** Creates it; the leader tab has one. */
export function createPostsOut(ports: {
  readonly storage: Storage
  readonly sealer: Sealer
  readonly clock: Clock
  readonly log: GroupLog
  /** Also that it is known which log the server has. */
  isConnected(): boolean
  post(post: {
    id: MessageId
    seq: number
    sentAt: number
    text: string
    signature: string
  }): Promise<CommandResult<'group:post'>>
  askProgress(groupSeqs: number[]): Promise<CommandResult<'group:progress'>>
  publish(messages: readonly Message[], told?: Told): void
  broken(error: unknown): void
}): PostsOut {
  const { storage, sealer, clock } = ports
  const posts = new Map<MessageId, OutgoingPost>()
  let { log } = ports
  let pumping = false
  /** No post up to this seq is unknown here. */
  let complete = 0
  let closed = false
  let cancelPause: (() => void) | undefined
  let cancelAsk: (() => void) | undefined
  /** Progress that was told while a post was on its way: it may come before the place of the post is stored. */
  let early: PostProgress[] = []

  /** Commits states that must survive, then remembers and tells them. */
  async function apply(events: readonly { id: MessageId; event: PostEvent }[]): Promise<void> {
    const changes = events.flatMap(({ id, event }) => {
      const post = posts.get(id)
      const delivery = post && advancePost(post.delivery, event)
      return post && delivery && delivery !== post.delivery ? [{ id, post, delivery }] : []
    })
    const lasting = changes.filter(({ post, delivery }) => mustLast(post.delivery, delivery))
    const further = new Set(lasting.length > 0 ? (await storage.saveDeliveries(lasting)).map(({ id }) => id) : [])
    const shown = changes.flatMap(({ id, post, delivery }) => {
      const present = posts.get(id)
      // Without it here, another change has settled it meanwhile; storage has that one if it is further, else this one.
      if (present ? advances(delivery, present.delivery) : further.has(id)) return []
      const moved = { ...(present ?? post), delivery }
      if (isSettled(delivery) && delivery.state !== 'failed') posts.delete(id)
      else posts.set(id, moved)
      return [moved]
    })
    if (shown.length > 0) ports.publish(shown, lasting.length > 0 ? undefined : 'passing')
  }

  async function pump(): Promise<void> {
    if (pumping || closed) return
    pumping = true
    try {
      for (;;) {
        // One at a time: a post that overtook an earlier one would keep the wrong place for ever.
        const [next] = inState('queued')
        if (!next || cancelPause || !ports.isConnected() || closed) break
        if (next.seq > complete + 1) {
          await recall()
          complete = next.seq
          continue
        }
        complete = Math.max(complete, next.seq)
        await apply([{ id: next.id, event: { type: 'postStarted' } }])
        await send(next)
      }
    } catch (error) {
      ports.broken(error)
    } finally {
      pumping = false
    }
  }

  /** A tab may have stored a post and died before it told of it: what was written earlier goes before what was written later. */
  async function recall(): Promise<void> {
    const stored = await storage.unsettled()
    const missed = stored.filter((message) => message.kind === 'outgoing-post').filter(({ id }) => !posts.has(id))
    addAll(missed)
    if (missed.length > 0) ports.publish(missed, 'composed')
  }

  function inState(state: PostDelivery['state']): OutgoingPost[] {
    return [...posts.values()].filter((post) => post.delivery.state === state).toSorted((a, b) => a.seq - b.seq)
  }

  async function send({ id, seq, sentAt, text, from }: OutgoingPost): Promise<void> {
    early = []
    const signature = await sealer.signPost({ from, id, seq, sentAt, text })
    const result = await ports.post({ id, seq, sentAt, text, signature })
    if (closed) return
    if (result.ok) {
      await apply([{ id, event: placed(result.value) }])
      return progressed(early)
    }
    const reason = result.error.kind === 'no-answer' ? undefined : REFUSALS[result.error.kind]
    if (reason) return apply([{ id, event: { type: 'refused', reason } }])
    pause()
    return apply([{ id, event: { type: 'serverLost' } }])
  }

  function placed(progress: PostProgress): PostEvent {
    return { type: 'placed', ...progress, era: eraAt(progress.groupSeq, log) }
  }

  function pause(): void {
    cancelPause ??= clock.after(PAUSE, () => {
      cancelPause = undefined
      void pump()
    })
  }

  async function askProgress(): Promise<void> {
    cancelAsk?.()
    cancelAsk = undefined
    const open = inState('posted').flatMap(({ delivery }) => (delivery.state === 'posted' ? [delivery.groupSeq] : []))
    if (open.length === 0) return
    const result = await ports.askProgress(open.toSorted((a, b) => b - a).slice(0, LIMITS.progressPosts))
    if (result.ok) return progressed(result.value.items)
    // Nobody tells it a second time. When the connection is gone, the next welcome asks.
    if (!closed && ports.isConnected()) cancelAsk ??= clock.after(PAUSE, () => void askProgress())
  }

  function progressed(items: readonly PostProgress[]): void {
    if (inState('posting').length > 0) early.push(...items)
    const byPlace = new Map(items.map((item) => [item.groupSeq, item]))
    const events = inState('posted').flatMap(({ id, delivery }) => {
      const item = delivery.state === 'posted' ? byPlace.get(delivery.groupSeq) : undefined
      return item ? [{ id, event: placed(item) }] : []
    })
    apply(events).catch(ports.broken)
  }

  function addAll(added: readonly OutgoingPost[]): void {
    const isNews = added.some(({ id, delivery }) => delivery.state === 'posted' && !posts.has(id))
    for (const post of added) addOne(post)
    // Another tab has posted it since the welcome, which asked about what was known then.
    if (isNews && ports.isConnected()) void askProgress()
  }

  function addOne(post: OutgoingPost): void {
    const known = posts.get(post.id)
    // Another tab, which led, may have begun it again.
    if (known && !isBegunAgain(known.delivery, post.delivery)) return
    posts.set(post.id, inThisLog(post))
    if (isTooOld(post, clock.wallTime())) apply([{ id: post.id, event: { type: 'aged' } }]).catch(ports.broken)
  }

  /** Waits to be posted again if its place is in a log that is gone. Storage keeps that place until there is another. */
  function inThisLog(post: OutgoingPost): OutgoingPost {
    const { delivery } = post
    const isGone = delivery.state === 'posted' && eraOf(delivery) < eraAt(delivery.groupSeq, log)
    return isGone && !isTooOld(post, clock.wallTime()) ? { ...post, delivery: { state: 'queued' } } : post
  }

  return {
    add(added) {
      addAll(added)
      void pump()
    },
    has: (id) => posts.has(id),
    retry(post) {
      addOne(post)
      apply([{ id: post.id, event: { type: 'retried', at: clock.wallTime() } }])
        .then(pump)
        .catch(ports.broken)
    },
    age: (ids) => void apply(ids.map((id) => ({ id, event: { type: 'aged' } }))).catch(ports.broken),
    welcomed() {
      cancelPause?.()
      cancelPause = undefined
      void pump()
      void askProgress()
    },
    progressed(items) {
      // While it is open which log the server has, its places may be those of other posts. All is asked about after that.
      if (ports.isConnected()) progressed(items)
    },
    begunAgain(begun) {
      log = begun
      for (const [id, post] of posts) posts.set(id, inThisLog(post))
      void pump()
    },
    unsent: () => inState('queued').length + inState('posting').length,
    close() {
      closed = true
      cancelPause?.()
      cancelAsk?.()
    },
  }
}

/** `posting` and the way back from it live in memory only; storage has `queued` for both. */
function mustLast(from: PostDelivery, to: PostDelivery): boolean {
  return to.state !== 'posting' && !(to.state === 'queued' && from.state === 'posting')
}

/** Whether another change has taken the post at least as far while this one was committed. */
function advances(candidate: PostDelivery, present: PostDelivery): boolean {
  return candidate.state === 'posted' && present.state === 'posted' && isBehind(present, candidate)
}
