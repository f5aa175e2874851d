import * as v from 'valibot'
import { bytesToMessageId, type MessageId } from '../../protocol/ids.ts'
import { UserName } from '../../protocol/names.ts'
import type { ConversationId, IncomingMessage, IncomingPost } from '../chat/messages.ts'
import type { IdentityKey } from '../../protocol/identity-key.ts'
import type { Composed } from '../chat/ports/storage.ts'

/** Names for the tests of this folder. */
export const alice = v.parse(UserName, 'alice')
export const bob = v.parse(UserName, 'bob')
export const carol = v.parse(UserName, 'carol')

/** Storage never looks into a key. */
const signedBy = 'a key' as IdentityKey

/** The nth message id. */
export function idOf(n: number): MessageId {
  const bytes = new Uint8Array(16)
  new DataView(bytes.buffer).setUint32(0, n)
  return bytesToMessageId(bytes)
}

/** What alice composes. */
export function composed(n: number, to: ConversationId): Composed {
  const common = { id: idOf(n), from: alice, sentAt: 1_000 + n, type: 'text', text: `text ${n}` } as const
  return to === 'everyone'
    ? { ...common, kind: 'outgoing-post', conversation: to, delivery: { state: 'queued' } }
    : { ...common, kind: 'outgoing', conversation: to, delivery: { state: 'queued' }, receiptToken: `token ${n}` }
}

/** What alice gets from a peer. */
export function incoming(n: number, from: UserName, changes: Partial<IncomingMessage> = {}): IncomingMessage {
  return {
    kind: 'incoming',
    id: idOf(n),
    conversation: from,
    from,
    seq: n,
    sentAt: 1_000 + n,
    type: 'text',
    text: `text ${n}`,
    arrivedAt: 2_000 + n,
    proof: `proof ${n}`,
    way: 'direct',
    signedBy,
    ...changes,
  }
}

/** What somebody posted to Everyone. */
export function incomingPost(n: number, from: UserName): IncomingPost {
  return {
    kind: 'incoming-post',
    id: idOf(n),
    conversation: 'everyone',
    from,
    seq: n,
    sentAt: 1_000 + n,
    type: 'text',
    text: `text ${n}`,
    arrivedAt: 2_000 + n,
    groupSeq: n,
    signedBy,
  }
}
