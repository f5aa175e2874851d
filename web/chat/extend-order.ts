import { comparePlaces, countedUnder } from './order.ts'
import type { ConversationId, IncomingMessage, Message, OutgoingMessage } from './messages.ts'

/** A message of a conversation as it was shown before, if it was, and as it is now. */
export interface MessageChange {
  readonly before: Message | undefined
  readonly after: Message
}

/**
 * What `orderMessages` would make of a conversation after these changes, from the order before them; `undefined` where that
 * cannot be told without ordering all of it. Nearly all that happens is a new message at the end or another mark under an
 * old one: to order 20,000 messages for each takes tens of milliseconds.
 */
export function extendOrder(
  conversation: ConversationId,
  ordered: readonly Message[],
  changes: readonly MessageChange[],
): Message[] | undefined {
  const next = [...ordered]
  const insert = conversation === 'everyone' ? insertPost : letterInserter(ordered)
  for (const { before, after } of changes) {
    if (before) {
      const at = next.lastIndexOf(before)
      if (at === -1) return undefined
      if (isSamePlace(before, after)) {
        next[at] = after
        continue
      }
      // An own post that got its place moves there.
      if (conversation !== 'everyone') return undefined
      next.splice(at, 1)
    }
    if (!insert(next, after)) return undefined
  }
  return next
}

/** Whether nothing changed that an order depends on. */
function isSamePlace(before: Message, after: Message): boolean {
  const isSame =
    before.kind === after.kind &&
    before.id === after.id &&
    before.seq === after.seq &&
    before.sentAt === after.sentAt &&
    countedUnder(before) === countedUnder(after) &&
    ('arrivedAt' in before && before.arrivedAt) === ('arrivedAt' in after && after.arrivedAt)
  return isSame && comparePlaces(before, after) === 0
}

/** Where it belongs, looked for from the end. False for a place that is taken: all of them tell who comes first there. */
function insertPost(posts: Message[], post: Message): boolean {
  let at = posts.length
  for (let before = posts[at - 1]; before; before = posts[at - 1]) {
    const order = comparePlaces(before, post)
    if (order === 0) return false
    if (order < 0) break
    at -= 1
  }
  posts.splice(at, 0, post)
  return true
}

/** Puts letters at the end; answers false for one that belongs elsewhere, or that does not tell. */
function letterInserter(ordered: readonly Message[]): (letters: Message[], letter: Message) => boolean {
  const own = { time: 0, seq: 0 }
  /** Of the key that the other side wrote under last. */
  const theirs = { time: 0, seq: 0, arrivedAt: 0, key: '' }

  const goesOn = (letter: IncomingMessage | OutgoingMessage): boolean => {
    if (letter.kind === 'outgoing') return letter.seq >= own.seq && Math.max(own.time, letter.sentAt) >= theirs.time
    const isSameKey = (letter.signedBy === theirs.key && letter.arrivedAt >= theirs.arrivedAt) || theirs.key === ''
    return isSameKey && letter.seq >= theirs.seq && Math.max(theirs.time, letter.sentAt) > own.time
  }
  const count = (letter: IncomingMessage | OutgoingMessage): void => {
    const side = letter.kind === 'outgoing' ? own : theirs
    side.time = Math.max(side.time, letter.sentAt)
    side.seq = letter.seq
    if (letter.kind === 'outgoing') return
    theirs.key = letter.signedBy
    theirs.arrivedAt = Math.max(theirs.arrivedAt, letter.arrivedAt)
  }
  for (const letter of ordered) if (isLetter(letter)) count(letter)
  return (letters, letter) => {
    if (!isLetter(letter) || !goesOn(letter)) return false
    count(letter)
    letters.push(letter)
    return true
  }
}

const isLetter = (message: Message): message is IncomingMessage | OutgoingMessage =>
  message.kind === 'incoming' || message.kind === 'outgoing'
