import { describe, expect, it } from 'vitest'
import {
  advance,
  advancePost,
  isBehind,
  isSettled,
  type Delivery,
  type DeliveryEvent,
  type PostDelivery,
} from './delivery.ts'

const STATES = {
  queued: { state: 'queued' },
  sentDirect: { state: 'sentDirect' },
  storing: { state: 'storing' },
  stored: { state: 'stored', at: 1 },
  delivered: { state: 'delivered', way: 'direct', at: 1, ms: 2 },
  failed: { state: 'failed', reason: 'blocked' },
  expired: { state: 'expired' },
} as const satisfies Record<Delivery['state'], Delivery>

const EVENTS: Record<DeliveryEvent['type'], DeliveryEvent> = {
  sentToPeer: { type: 'sentToPeer' },
  peerAcked: { type: 'peerAcked', at: 5, ms: 6 },
  ackTimedOut: { type: 'ackTimedOut' },
  putStarted: { type: 'putStarted' },
  stored: { type: 'stored', at: 5 },
  serverLost: { type: 'serverLost' },
  forgotten: { type: 'forgotten', at: 5 },
  receipt: { type: 'receipt', at: 5, ms: 6 },
  refused: { type: 'refused', reason: 'mailbox-full' },
  resealed: { type: 'resealed' },
  retried: { type: 'retried', at: 5 },
  aged: { type: 'aged' },
}

/** What changes, by state and event; every other pair leaves the state as it is. */
const MOVES: Partial<Record<Delivery['state'], Partial<Record<DeliveryEvent['type'], Delivery['state']>>>> = {
  queued: {
    sentToPeer: 'sentDirect',
    putStarted: 'storing',
    peerAcked: 'delivered',
    receipt: 'delivered',
    refused: 'failed',
    aged: 'expired',
  },
  sentDirect: {
    ackTimedOut: 'queued',
    resealed: 'queued',
    peerAcked: 'delivered',
    receipt: 'delivered',
    refused: 'failed',
    aged: 'expired',
  },
  storing: {
    stored: 'stored',
    serverLost: 'queued',
    resealed: 'queued',
    peerAcked: 'delivered',
    receipt: 'delivered',
    refused: 'failed',
    aged: 'expired',
  },
  stored: { forgotten: 'queued', peerAcked: 'delivered', receipt: 'delivered', refused: 'failed', aged: 'expired' },
  failed: { retried: 'queued', peerAcked: 'delivered', receipt: 'delivered', refused: 'failed' },
  expired: { retried: 'queued', peerAcked: 'delivered', receipt: 'delivered' },
}

const pairs = (Object.keys(STATES) as Delivery['state'][]).flatMap((state) =>
  Object.values(EVENTS).map((event) => ({ state, event })),
)

describe('a 1-to-1 message', () => {
  it.each(pairs)('in $state on $event.type', ({ state, event }) => {
    const before: Delivery = STATES[state]
    const after = advance(before, event)
    const expected = MOVES[state]?.[event.type]
    expect(after.state).toBe(expected ?? state)
    if (expected === undefined) expect(after).toBe(before)
  })

  it('says which way it was delivered', () => {
    expect(advance(STATES.stored, EVENTS.peerAcked)).toEqual({ state: 'delivered', way: 'direct', at: 5, ms: 6 })
    expect(advance(STATES.sentDirect, EVENTS.receipt)).toEqual({ state: 'delivered', way: 'mailbox', at: 5, ms: 6 })
  })

  it('is settled when nothing more is awaited', () => {
    const settled = Object.values(STATES).filter((delivery) => isSettled(delivery))
    expect(settled.map(({ state }) => state)).toEqual(['delivered', 'failed', 'expired'])
  })
})

const posted = (delivered: number): PostDelivery => ({ state: 'posted', groupSeq: 7, delivered, of: 3 })

const POSTS = {
  queued: { state: 'queued' },
  posting: { state: 'posting' },
  posted: posted(1),
  failed: { state: 'failed', reason: 'too-big' },
  expired: { state: 'expired' },
} as const satisfies Record<PostDelivery['state'], PostDelivery>

type PostEvent = Parameters<typeof advancePost>[1]

const POST_EVENTS: Record<PostEvent['type'], PostEvent> = {
  postStarted: { type: 'postStarted' },
  serverLost: { type: 'serverLost' },
  retried: { type: 'retried', at: 5 },
  placed: { type: 'placed', groupSeq: 7, delivered: 2, of: 3 },
  refused: { type: 'refused', reason: 'blocked' },
  aged: { type: 'aged' },
}

const POST_MOVES: Record<PostDelivery['state'], Partial<Record<PostEvent['type'], PostDelivery['state']>>> = {
  queued: { postStarted: 'posting', placed: 'posted', refused: 'failed', aged: 'expired' },
  posting: { serverLost: 'queued', placed: 'posted', refused: 'failed' },
  posted: { placed: 'posted', aged: 'posted' },
  failed: { retried: 'queued', placed: 'posted', refused: 'failed' },
  expired: { retried: 'queued', placed: 'posted', refused: 'failed' },
}

const postPairs = (Object.keys(POSTS) as PostDelivery['state'][]).flatMap((state) =>
  Object.values(POST_EVENTS).map((event) => ({ state, event })),
)

describe('a post to Everyone', () => {
  it.each(postPairs)('in $state on $event.type', ({ state, event }) => {
    const before: PostDelivery = POSTS[state]
    const after = advancePost(before, event)
    const expected = POST_MOVES[state][event.type]
    expect(after.state).toBe(expected ?? state)
    if (expected === undefined) expect(after).toBe(before)
  })

  it('counts who has it and never fewer than before', () => {
    expect(advancePost(posted(1), { type: 'placed', groupSeq: 7, delivered: 2, of: 3 })).toEqual(posted(2))
    expect(advancePost(posted(2), { type: 'placed', groupSeq: 7, delivered: 1, of: 3 })).toEqual(posted(2))
  })

  it('is settled when all have it', () => {
    expect([posted(2), posted(3)].map((delivery) => isSettled(delivery))).toEqual([false, true])
  })
})

describe('what a tab that lags behind says', () => {
  it.each([
    [STATES.stored, STATES.storing, true],
    [STATES.stored, STATES.queued, true],
    [STATES.stored, { state: 'queued', since: 0 } as const, true],
    [STATES.stored, advance(STATES.stored, { type: 'forgotten', at: 0 }), false],
    [STATES.stored, STATES.delivered, false],
    [STATES.stored, STATES.failed, false],
    [STATES.delivered, STATES.stored, true],
    [STATES.failed, STATES.queued, false],
    [STATES.failed, STATES.storing, true],
    [STATES.failed, STATES.stored, true],
    [STATES.failed, STATES.delivered, false],
    [STATES.expired, STATES.stored, true],
    [STATES.expired, posted(1), false],
    [STATES.queued, STATES.storing, false],
    [posted(2), POSTS.posting, true],
    [posted(2), posted(1), true],
    [posted(1), posted(2), false],
  ])('after %j comes %j: too late %s', (now, next, late) => {
    expect(isBehind(now, next)).toBe(late)
  })
})
