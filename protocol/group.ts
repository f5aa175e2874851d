import * as v from 'valibot'
import { utf8Bytes } from './bytes.ts'
import { IdentityKey } from './identity-key.ts'
import { MessageId, Position, Signature, Uint32, WallTime } from './ids.ts'
import { LIMITS } from './limits.ts'
import { UserName } from './names.ts'

/** Lone surrogates have no UTF-8. Not every database keeps all control characters, and JSON needs six characters for most. */
const UNSENDABLE = /\p{Surrogate}|[^\P{Cc}\t\n]/u

/** A message's text: not empty, at most 8 KiB of UTF-8, without control characters other than tab and line feed. */
export const Text = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(LIMITS.text),
  v.check(
    (text) => !UNSENDABLE.test(text) && utf8Bytes(text).length <= LIMITS.text,
    `expected at most ${LIMITS.text} bytes of text without control characters`,
  ),
)

/** A client posts to Everyone; signed over `postStatement`. Idempotent by sender and id. */
export const GroupPost = v.object({ id: MessageId, seq: Uint32, sentAt: WallTime, text: Text, signature: Signature })
export type GroupPost = v.InferOutput<typeof GroupPost>

/** A post's place in the one order that all members see, and how many of the others have it. */
export const PostProgress = v.object({ groupSeq: Position, delivered: Position, of: Position })
export type PostProgress = v.InferOutput<typeof PostProgress>

/** A post in the log, stamped by the server with its sender and the sender's identity key at that time. */
export const Post = v.object({ ...GroupPost.entries, groupSeq: Position, from: UserName, identityKey: IdentityKey })
export type Post = v.InferOutput<typeof Post>

/** New posts, in order. The sender gets its own too, which confirms their place. */
export const GroupPosted = v.object({ posts: v.array(Post) })

/** A client wants the posts after this place. */
export const GroupFetch = v.object({ after: Position })
/** Up to 100 posts in order. Places before `first` are no longer in the log; `head` is the newest place. */
export const GroupPage = v.object({
  posts: v.pipe(v.array(Post), v.maxLength(LIMITS.groupPage)),
  first: Position,
  head: Position,
})
export type GroupPage = v.InferOutput<typeof GroupPage>

/** The client durably holds every post up to here. */
export const GroupAck = v.object({ upTo: Position })

/** A client asks about its own posts. */
export const GroupProgress = v.object({
  posts: v.pipe(v.array(Position), v.minLength(1), v.maxLength(LIMITS.progressPosts)),
})
/** The answer to `GroupProgress`; also what a sender is told, unasked, when members catch up. */
export const GroupDelivered = v.object({ items: v.array(PostProgress) })
