import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { IdentityKey } from '../../protocol/identity-key.ts'
import { alice, bob, carol, idOf, incoming, incomingPost } from '../storage/fixtures.ts'
import { extendOrder, type MessageChange } from './extend-order.ts'
import type { ConversationId, IncomingMessage, Message, OutgoingMessage, OutgoingPost } from './messages.ts'
import { orderMessages } from './order.ts'

const key = (n: number) => `key ${n}` as IdentityKey

function theirs(n: number, of: { seq: number; at: number; key?: number; arrivedAt?: number }): IncomingMessage {
  const arrivedAt = of.arrivedAt ?? of.at
  return incoming(n, bob, { seq: of.seq, sentAt: of.at, arrivedAt, signedBy: key(of.key ?? 1) })
}

function own(n: number, of: { seq: number; at: number }): OutgoingMessage {
  const common = { id: idOf(n), conversation: bob, from: alice, type: 'text', text: `${n}` } as const
  const delivery = { state: 'queued' } as const
  return { ...common, seq: of.seq, sentAt: of.at, kind: 'outgoing', delivery, receiptToken: 'token' }
}

function ownPost(n: number, groupSeq?: number): OutgoingPost {
  const common = { id: idOf(n), conversation: 'everyone', from: alice, sentAt: n, type: 'text', text: `${n}` } as const
  const delivery = groupSeq === undefined ? ({ state: 'queued' } as const) : posted(groupSeq)
  return { ...common, seq: n, kind: 'outgoing-post', delivery }
}

const posted = (groupSeq: number) => ({ state: 'posted', groupSeq, delivered: 0, of: 1 }) as const

/** The order of all, and how often it was extended, after each batch of changes. */
function play(conversation: ConversationId, batches: readonly (readonly Message[])[]): number {
  const held = new Map<string, Message>()
  let ordered: readonly Message[] = []
  let extended = 0
  for (const batch of batches) {
    const changes: MessageChange[] = batch.map((after) => {
      const before = held.get(after.id)
      held.set(after.id, after)
      return { before, after }
    })
    const whole = orderMessages(conversation, [...held.values()])
    const next = extendOrder(conversation, ordered, changes)
    if (next) {
      extended += 1
      expect(next).toEqual(whole)
    }
    ordered = whole
  }
  return extended
}

const batchesOf = <T>(message: fc.Arbitrary<T>) => fc.array(fc.array(message, { maxLength: 4 }), { maxLength: 12 })

describe('an order that is extended is the order of all', () => {
  it('of letters, whatever their numbers, times and keys', () => {
    const small = fc.integer({ min: 1, max: 8 })
    const letter = fc
      .tuple(fc.integer({ min: 1, max: 30 }), small, small, fc.integer({ min: 1, max: 2 }))
      .map(([n, seq, at, signer]) => (n % 2 ? own(n, { seq, at }) : theirs(n, { seq, at, key: signer, arrivedAt: n })))
    fc.assert(fc.property(batchesOf(letter), (batches) => void play(bob, batches)))
  })

  it('of letters that mostly go on', () => {
    const step = fc.record({ isOwn: fc.boolean(), later: fc.integer({ min: -1, max: 3 }), size: fc.nat(3) })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        let [n, at] = [0, 10]
        const seq = { own: 0, theirs: 0 }
        const batches = steps.map(({ isOwn, later, size }) =>
          Array.from({ length: size }, () => {
            at += later
            n += 1
            return isOwn ? own(n, { seq: ++seq.own, at }) : theirs(n, { seq: ++seq.theirs, at })
          }),
        )
        play(bob, batches)
      }),
    )
  })

  it('of posts, with and without places', () => {
    const post = fc
      .tuple(fc.integer({ min: 1, max: 30 }), fc.option(fc.integer({ min: 1, max: 30 })))
      .map(([n, place]) =>
        n % 2 ? ownPost(n, place ?? undefined) : { ...incomingPost(n, carol), groupSeq: place ?? n },
      )
    fc.assert(fc.property(batchesOf(post), (batches) => void play('everyone', batches)))
  })
})

describe('an order is extended, and not made anew,', () => {
  it('by letters that come one after the other, from both sides', () => {
    const letters = [own(1, { seq: 1, at: 10 }), theirs(2, { seq: 1, at: 11 }), own(3, { seq: 2, at: 11 })]
    expect(
      play(bob, [...letters.map((letter) => [letter]), [theirs(4, { seq: 2, at: 12 }), own(5, { seq: 3, at: 12 })]]),
    ).toBe(4)
  })

  it('by what follows under the key that a peer has recovered the name with', () => {
    const before = [theirs(1, { seq: 8, at: 10 }), theirs(2, { seq: 1, at: 11, key: 2 })]
    expect(play(bob, [before, [theirs(3, { seq: 2, at: 12, key: 2 })]])).toBe(1)
  })

  it('by another mark under a letter', () => {
    const letter = own(1, { seq: 1, at: 10 })
    const marked = { ...letter, delivery: { state: 'sentDirect' } } as const
    expect(play(bob, [[letter, theirs(2, { seq: 1, at: 11 })], [marked]])).toBe(2)
  })

  it('by posts of others in front of an own one without a place, and by its place', () => {
    expect(play('everyone', [[ownPost(1)], [incomingPost(2, carol)], [ownPost(1, 3)], [incomingPost(4, carol)]])).toBe(
      4,
    )
  })
})

describe('an order is made anew', () => {
  it('for a letter that belongs further up', () => {
    const later = [own(1, { seq: 1, at: 10 }), theirs(2, { seq: 2, at: 11 })]
    expect(play(bob, [later, [theirs(3, { seq: 1, at: 12 })]])).toBe(1)
    expect(play(bob, [later, [own(3, { seq: 2, at: 9 })]])).toBe(1)
  })

  it('for a letter under another key, which may have been known before', () => {
    const before = [theirs(1, { seq: 1, at: 10 }), theirs(2, { seq: 1, at: 11, key: 2 })]
    expect(play(bob, [before, [theirs(3, { seq: 2, at: 12 })]])).toBe(0)
  })

  it('for a letter that makes its key the earlier one', () => {
    const before = [theirs(1, { seq: 1, at: 10 }), theirs(2, { seq: 1, at: 11, key: 2 })]
    expect(play(bob, [before, [theirs(3, { seq: 2, at: 12, key: 2, arrivedAt: 9 })]])).toBe(0)
  })

  it('for a place that is taken', () => {
    expect(play('everyone', [[incomingPost(1, carol)], [{ ...incomingPost(2, bob), groupSeq: 1, seq: 1 }]])).toBe(1)
  })
})
