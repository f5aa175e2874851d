import { describe, expect, it } from 'vitest'
import type { IdentityKey } from '../../protocol/identity-key.ts'
import { alice, bob, idOf, incoming, incomingPost } from '../storage/fixtures.ts'
import type { IncomingMessage, Message, OutgoingMessage } from './messages.ts'
import { findGaps, comesAfter, orderMessages } from './order.ts'

const [lost, recovered] = ['lost key' as IdentityKey, 'recovered key' as IdentityKey]
const LATER = 1_000_000

/** The nth message of bob under a key, at that time on the sender's clock and on ours. */
function theirs(n: number, of: { seq: number; at: number; signedBy?: IdentityKey }): IncomingMessage {
  return incoming(n, bob, { seq: of.seq, sentAt: of.at, arrivedAt: of.at, signedBy: of.signedBy ?? lost })
}

function own(n: number, at: number): OutgoingMessage {
  const common = {
    id: idOf(n),
    conversation: bob,
    from: alice,
    seq: n,
    sentAt: at,
    type: 'text',
    text: `${n}`,
  } as const
  return { ...common, kind: 'outgoing', delivery: { state: 'queued' }, receiptToken: 'token' }
}

const numbers = (messages: readonly Message[]) => messages.map(({ id }) => all.findIndex((each) => each.id === id) + 1)
const all = Array.from({ length: 20 }, (_, n) => ({ id: idOf(n + 1) }))

describe('a conversation', () => {
  it('keeps each sender’s order, whatever their clocks say, and merges the two by time', () => {
    const messages = [theirs(1, { seq: 1, at: 50 }), theirs(2, { seq: 2, at: 20 }), own(3, 40), own(4, 60)]
    expect(numbers(orderMessages(bob, messages))).toEqual([3, 1, 2, 4])
  })

  it('goes on at its end when a peer has recovered the name and counts from 1 again', () => {
    const before = [1, 2, 3].map((n) => theirs(n, { seq: n, at: n * 10 }))
    const answers = [own(4, 15), own(5, 25)]
    const after = [1, 2].map((seq) => theirs(5 + seq, { seq, at: 90 + seq * 10, signedBy: recovered }))
    const messages = [...after, ...answers, ...before, own(8, 105)]
    expect(numbers(orderMessages(bob, messages))).toEqual([1, 4, 2, 5, 3, 6, 8, 7])
  })

  it('shows a letter that was late under the lost key where it was written', () => {
    const before = [1, 3].map((n) => theirs(n, { seq: n, at: n * 10 }))
    const late = { ...theirs(2, { seq: 2, at: 20 }), arrivedAt: 500 }
    const after = theirs(4, { seq: 1, at: 100, signedBy: recovered })
    expect(numbers(orderMessages(bob, [after, late, ...before]))).toEqual([1, 2, 3, 4])
  })

  it('tells gaps of each key’s own count', () => {
    const before = [1, 4].map((seq) => theirs(seq, { seq, at: seq }))
    const after = [1, 3].map((seq) => theirs(5 + seq, { seq, at: 100 + seq, signedBy: recovered }))
    const { gaps } = findGaps(bob, orderMessages(bob, [...before, ...after]), LATER)
    expect([...gaps]).toEqual([
      [idOf(4), 2],
      [idOf(8), 1],
    ])
  })

  it('tells a gap before the next text, when what came first behind it is never rendered', () => {
    const read = { ...theirs(3, { seq: 3, at: 30 }), type: 'read' } as const
    const letters = [theirs(1, { seq: 1, at: 10 }), read, own(2, 35), theirs(4, { seq: 4, at: 40 })]
    expect([...findGaps(bob, orderMessages(bob, letters), LATER).gaps]).toEqual([[idOf(4), 1]])
    const skipped = { ...incomingPost(3, bob), type: 'skipped' } as const
    const posts = [incomingPost(1, bob), skipped, incomingPost(4, bob)]
    expect([...findGaps('everyone', posts, LATER).gaps]).toEqual([[idOf(4), 1]])
  })

  it('gives what is missing 2 s to come, but no longer when the clock was set back', () => {
    const letters = [theirs(1, { seq: 1, at: 10_000 }), theirs(3, { seq: 3, at: 10_000 })]
    const at = (now: number) => findGaps(bob, letters, now)
    expect(at(9_999)).toEqual({ gaps: new Map(), nextAt: 12_000 })
    expect(at(11_999)).toEqual({ gaps: new Map(), nextAt: 12_000 })
    expect([at(12_000).gaps.size, at(5_000).gaps.size]).toEqual([1, 1])
  })
})

describe('the newest message', () => {
  it('of Everyone is the one at the greatest place', () => {
    const [early, late] = [incomingPost(1, bob), incomingPost(2, bob)]
    expect(comesAfter({ ...late, sentAt: 0 }, early)).toBe(true)
    expect(comesAfter(early, { ...late, sentAt: 0 })).toBe(false)
  })

  it('of a person is the one that was written last', () => {
    expect(comesAfter(own(1, 9), theirs(2, { seq: 1, at: 8 }))).toBe(true)
    expect(comesAfter(own(1, 7), theirs(2, { seq: 1, at: 8 }))).toBe(false)
  })
})
