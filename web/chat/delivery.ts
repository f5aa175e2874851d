import { type Era, eraOf } from './group-log.ts'

/** A message that nobody took for this long is given up, visibly. */
const LIFETIME = 30 * 24 * 3600_000

/** Why a message will not arrive unless somebody does something. */
export type FailureReason =
  'mailbox-full' | 'blocked' | 'no-such-user' | 'too-big' | 'rejected' | 'keys-lost' | 'refused'

/** `since`: when it was begun again, wall time; it has its days from there. */
interface Queued {
  readonly state: 'queued'
  readonly since?: number
}

/**
 * Where a 1-to-1 message is. `sentDirect` and `storing` live in memory only: after a restart they are `queued` again.
 * Times are wall time, `ms` how long the ack took.
 */
export type Delivery =
  | Queued
  | { readonly state: 'sentDirect' }
  | { readonly state: 'storing' }
  | { readonly state: 'stored'; readonly at: number }
  | {
      readonly state: 'delivered'
      readonly way: 'direct' | 'mailbox' | 'self'
      readonly at: number
      readonly ms: number
    }
  | { readonly state: 'failed'; readonly reason: FailureReason }
  | { readonly state: 'expired' }

/** What can happen to it. */
export type DeliveryEvent =
  | { readonly type: 'sentToPeer' }
  | { readonly type: 'peerAcked'; readonly at: number; readonly ms: number }
  /** Or its link was lost, or a sign-out waits no longer. */
  | { readonly type: 'ackTimedOut' }
  | { readonly type: 'putStarted' }
  | { readonly type: 'stored'; readonly at: number }
  | { readonly type: 'serverLost' }
  /** The server has it no more: it was restored from a backup. */
  | { readonly type: 'forgotten'; readonly at: number }
  | { readonly type: 'receipt'; readonly at: number; readonly ms: number }
  | { readonly type: 'refused'; readonly reason: FailureReason }
  | { readonly type: 'resealed' }
  | { readonly type: 'retried'; readonly at: number }
  | { readonly type: 'aged' }

/**
 * The next state; an event that makes no sense in a state changes nothing (the same object comes back).
 * An ack or receipt wins over everything but an earlier one: whoever has it, has it.
 */
export function advance(delivery: Delivery, event: DeliveryEvent): Delivery {
  if (delivery.state === 'delivered') return delivery
  switch (event.type) {
    case 'peerAcked':
      return { state: 'delivered', way: 'direct', at: event.at, ms: event.ms }
    case 'receipt':
      return { state: 'delivered', way: 'mailbox', at: event.at, ms: event.ms }
    case 'sentToPeer':
      return delivery.state === 'queued' ? { state: 'sentDirect' } : delivery
    case 'putStarted':
      return delivery.state === 'queued' ? { state: 'storing' } : delivery
    case 'ackTimedOut':
      return delivery.state === 'sentDirect' ? { state: 'queued' } : delivery
    case 'serverLost':
      return delivery.state === 'storing' ? { state: 'queued' } : delivery
    case 'forgotten':
      if (delivery.state !== 'stored') return delivery
      // Also where the clock was set back: what is older than the letter counts as not heard of it.
      return { state: 'queued', since: Math.max(event.at, delivery.at) }
    case 'stored':
      return delivery.state === 'storing' ? { state: 'stored', at: event.at } : delivery
    case 'refused':
      return delivery.state === 'expired' ? delivery : { state: 'failed', reason: event.reason }
    case 'resealed':
      return delivery.state === 'storing' || delivery.state === 'sentDirect' ? { state: 'queued' } : delivery
    case 'retried':
      return isGivenUp(delivery) ? { state: 'queued', since: event.at } : delivery
    case 'aged':
      return isGivenUp(delivery) ? delivery : { state: 'expired' }
  }
}

/** Where a post to Everyone is. `posting` lives in memory only. */
export type PostDelivery =
  | Queued
  | { readonly state: 'posting' }
  /** `closed`: too old to be asked about any more, though not all have fetched it. */
  | {
      readonly state: 'posted'
      readonly groupSeq: number
      readonly delivered: number
      readonly of: number
      readonly era?: Era
      readonly closed?: true
    }
  | { readonly state: 'failed'; readonly reason: FailureReason }
  | { readonly state: 'expired' }

/** Progress never goes back: members may leave no trace, but who had it, had it. */
export function advancePost(
  delivery: PostDelivery,
  event:
    | { readonly type: 'postStarted' | 'serverLost' | 'aged' }
    | { readonly type: 'retried'; readonly at: number }
    | {
        readonly type: 'placed'
        readonly groupSeq: number
        readonly delivered: number
        readonly of: number
        readonly era?: Era
      }
    | { readonly type: 'refused'; readonly reason: FailureReason },
): PostDelivery {
  switch (event.type) {
    case 'placed': {
      const { groupSeq, delivered, of, era } = event
      const next = { state: 'posted', groupSeq, delivered, of, ...(era && { era }) } as const
      return delivery.state === 'posted' && (isBehind(delivery, next) || isSameCount(delivery, next)) ? delivery : next
    }
    case 'postStarted':
      return delivery.state === 'queued' ? { state: 'posting' } : delivery
    case 'serverLost':
      return delivery.state === 'posting' ? { state: 'queued' } : delivery
    case 'refused':
      return delivery.state === 'posted' ? delivery : { state: 'failed', reason: event.reason }
    case 'retried':
      return isGivenUp(delivery) ? { state: 'queued', since: event.at } : delivery
    case 'aged':
      if (delivery.state === 'posted' && !delivery.closed) return { ...delivery, closed: true }
      return delivery.state === 'queued' ? { state: 'expired' } : delivery
  }
}

function isGivenUp({ state }: Delivery | PostDelivery): boolean {
  return state === 'failed' || state === 'expired'
}

/** Whether `next` begins again what `now` has given up. */
export function isBegunAgain(now: Delivery | PostDelivery, next: Delivery | PostDelivery): boolean {
  return isGivenUp(now) && next.state === 'queued' && next.since !== undefined
}

/** Whether nobody took it for so long that it is given up. A letter has its days from when it came to the server, as there. */
export function isTooOld(of: { delivery: Delivery | PostDelivery; sentAt: number }, now: number): boolean {
  const { delivery, sentAt } = of
  const since = delivery.state === 'stored' ? delivery.at : delivery.state === 'queued' ? delivery.since : undefined
  return now - (since ?? sentAt) > LIFETIME
}

/** Whether nothing more is awaited for it. */
export function isSettled(delivery: Delivery | PostDelivery): boolean {
  switch (delivery.state) {
    case 'delivered':
    case 'failed':
    case 'expired':
      return true
    case 'posted':
      return delivery.closed === true || delivery.delivered >= delivery.of
    default:
      return false
  }
}

type Count = { readonly delivered: number; readonly of: number; readonly era?: Era }

function isSameCount(a: Count, b: Count): boolean {
  return a.delivered === b.delivered && a.of === b.of && eraOf(a) === eraOf(b)
}

/**
 * Whether `next` would take back what `now` says: it comes from a tab that has not heard yet. A retry leaves a failure by
 * `queued`, and what arrived all the same by its end; what the server forgot begins again later than it was stored.
 */
export function isBehind(now: Delivery | PostDelivery, next: Delivery | PostDelivery): boolean {
  switch (now.state) {
    case 'delivered':
      return true
    case 'posted':
      if (next.state !== 'posted' || eraOf(next) < eraOf(now)) return true
      return eraOf(next) === eraOf(now) && next.delivered < now.delivered
    case 'stored':
      if (next.state === 'queued') return next.since === undefined || next.since < now.at
      return next.state === 'sentDirect' || next.state === 'storing'
    case 'failed':
    case 'expired':
      return ['sentDirect', 'storing', 'stored', 'posting'].includes(next.state)
    default:
      return false
  }
}
