import type { MessageId } from '../../protocol/ids.ts'
import { eraOf } from './group-log.ts'
import type { ConversationId, Message } from './messages.ts'

/** A message that came before its predecessors gets this long, milliseconds, before the gap is shown. */
const GAP_PATIENCE = 2000

/** The log in which a post has its place; own posts without a place come last. */
function groupEra(message: Message): number {
  if (message.kind === 'incoming-post') return eraOf(message)
  if (message.kind === 'outgoing-post' && message.delivery.state === 'posted') return eraOf(message.delivery)
  return Number.POSITIVE_INFINITY
}

/** The place of a message in the group's one order; own posts without a place come last. */
function groupPlace(message: Message): number {
  if (message.kind === 'incoming-post') return message.groupSeq
  if (message.kind === 'outgoing-post' && message.delivery.state === 'posted') return message.delivery.groupSeq
  return Number.POSITIVE_INFINITY
}

/** Which of two posts comes first: by place, own ones without a place by seq behind all others. */
export function comparePlaces(a: Message, b: Message): number {
  return byPlace(a, b) || a.seq - b.seq
}

/** By log and place; 0 for two posts that have none. */
function byPlace(a: Message, b: Message): number {
  const byEra = groupEra(a) - groupEra(b)
  return byEra || groupPlace(a) - groupPlace(b) || 0
}

/** What a sender's seq counts under: who has recovered a name with a new key begins again. */
export function countedUnder(message: Message): string {
  return 'signedBy' in message ? message.signedBy : ''
}

/** Messages of one sender by key, in order of their arrival, and by seq. */
function byCount(messages: readonly Message[]): Message[] {
  const counts = new Map<string, Message[]>()
  for (const message of messages) {
    const count = counts.get(countedUnder(message))
    if (count) count.push(message)
    else counts.set(countedUnder(message), [message])
  }
  const began = (count: readonly Message[]) =>
    count.reduce((first, message) => ('arrivedAt' in message ? Math.min(first, message.arrivedAt) : 0), Infinity)
  return [...counts.values()]
    .toSorted((a, b) => began(a) - began(b))
    .flatMap((count) => count.toSorted((a, b) => a.seq - b.seq))
}

/** Messages of one sender as they were written, each with a time that does not go back, so that merging by time keeps their order. */
function inSequence(messages: readonly Message[]): { message: Message; time: number }[] {
  let latest = 0
  return byCount(messages).map((message) => {
    latest = Math.max(latest, message.sentAt)
    return { message, time: latest }
  })
}

/** Whether a message is to be shown behind another of its conversation, as far as two of them tell. */
export function comesAfter(message: Message, other: Message): boolean {
  const isPost = message.conversation === 'everyone'
  return isPost ? comparePlaces(message, other) >= 0 : message.sentAt >= other.sentAt
}

/**
 * The order in which a conversation is shown. Everyone: the server's. 1-to-1: each sender's by seq, the two merged by
 * time; clocks decide only how they interleave. Depends on nothing but the messages, so that every tab shows the same.
 */
export function orderMessages(conversation: ConversationId, messages: readonly Message[]): Message[] {
  if (conversation === 'everyone') return messages.toSorted(comparePlaces)
  const own = inSequence(messages.filter((message) => message.kind === 'outgoing'))
  const theirs = inSequence(messages.filter((message) => message.kind === 'incoming'))
  const merged: Message[] = []
  let at = 0
  for (const { message, time } of own) {
    for (let next = theirs[at]; next && next.time <= time; next = theirs[++at]) merged.push(next.message)
    merged.push(message)
  }
  for (const { message } of theirs.slice(at)) merged.push(message)
  return merged
}

/** Whether `a` used its id before `b` did: own messages come before all others, posts by place, letters by arrival. */
function isEarlier(a: Message, b: Message): boolean {
  if (!('arrivedAt' in a) || !('arrivedAt' in b)) return !('arrivedAt' in a)
  return (byPlace(a, b) || a.arrivedAt - b.arrivedAt) < 0
}

/** Each id once. It belongs to whoever used it first: only a hostile client repeats one, so as to cover another's message. */
export function originals(messages: Iterable<Message>): Message[] {
  const byId = new Map<MessageId, Message>()
  for (const message of messages) {
    const other = byId.get(message.id)
    if (!other || isEarlier(message, other)) byId.set(message.id, message)
  }
  return [...byId.values()]
}

/**
 * How many messages are missing right before each text, for an ordered conversation that includes those never rendered: a
 * gap before one of these is told before the next text of another. `now`: wall time; a gap younger than 2 s is not told
 * yet. `nextAt`: when the next one would have to be.
 */
export function findGaps(
  conversation: ConversationId,
  ordered: readonly Message[],
  now: number,
): { gaps: ReadonlyMap<MessageId, number>; nextAt: number | undefined } {
  const gaps = new Map<MessageId, number>()
  // What is missing in a log that is gone cannot come any more, and own posts have left it for the next.
  const last = conversation === 'everyone' ? ordered.findLast((post) => groupEra(post) !== Infinity) : undefined
  const era = last && groupEra(last)
  let nextAt: number | undefined
  let previous: number | undefined
  let count = ''
  let missing = 0
  for (const message of ordered) {
    const place =
      message.kind === 'incoming' ? message.seq : groupEra(message) === era ? groupPlace(message) : undefined
    if (place === undefined) continue
    if (message.kind === 'incoming' && countedUnder(message) !== count) {
      count = countedUnder(message)
      previous = undefined
    }
    missing += previous === undefined ? 0 : Math.max(0, place - previous - 1)
    previous = place
    if (missing === 0 || message.type !== 'text' || !('arrivedAt' in message)) continue
    const due = message.arrivedAt + GAP_PATIENCE
    // It seems to come from ahead when the clock was set back: how long ago it came is not known then.
    if (Math.abs(now - message.arrivedAt) >= GAP_PATIENCE) gaps.set(message.id, missing)
    else nextAt = Math.min(nextAt ?? due, due)
    missing = 0
  }
  return { gaps, nextAt }
}
