import type { Delivery, FailureReason, PostDelivery } from '../../web/chat/delivery.ts'
import type { OutgoingPost, OwnMessage } from '../../web/chat/messages.ts'
import { type Evidence, hasPost, isHeld, isRecovered, isRefused } from './evidence.ts'

/** How far a message has come; within one rank it may move to and fro. */
export function rankOf(delivery: Delivery | PostDelivery): number {
  switch (delivery.state) {
    case 'queued':
    case 'sentDirect':
    case 'storing':
    case 'posting':
      return 0
    case 'stored':
      return 1
    case 'failed':
    case 'expired':
      return 2
    case 'posted':
      return 3 + delivery.delivered
    case 'delivered':
      return 3
  }
}

function isBegunAgain(to: Delivery | PostDelivery): boolean {
  return to.state === 'queued' && to.since !== undefined
}

/**
 * I8: a state never goes back, except that a retry takes what failed to the beginning, and what a restored server does not
 * have has to be stored again.
 */
export function checkStep(
  evidence: Evidence,
  where: string,
  id: string,
  from: Delivery | PostDelivery,
  to: Delivery | PostDelivery,
): void {
  if (rankOf(to) >= rankOf(from)) return
  // A tab that slept may have missed that it failed.
  if ((rankOf(from) === 2 || isBegunAgain(to)) && (evidence.retried.has(id) || evidence.zombies)) return
  if ((from.state === 'stored' || from.state === 'posted') && evidence.restored) return
  evidence.fail('I8', `${where}: ${id} went from ${from.state} back to ${to.state}`)
}

/** Reasons that nobody in a history gives but who refuses the sender: people are honest, and texts short. */
const NEVER: ReadonlySet<FailureReason> = new Set(['refused', 'too-big', 'rejected', 'keys-lost'])

/** I1, I2 and I6: what a state claims is so at this instant, durably. */
export function checkClaim(evidence: Evidence, where: string, message: OwnMessage): void {
  const { id, from, conversation, delivery } = message
  if (delivery.state === 'posted') return checkPosted(evidence, where, message.id, from, delivery)
  if (conversation === 'everyone' || conversation === from) return
  const held = isHeld(evidence, conversation, from, id)
  const isLost = delivery.state === 'failed' && delivery.reason === 'keys-lost' && isRecovered(evidence, conversation)
  if (delivery.state === 'failed' && NEVER.has(delivery.reason) && !isLost && !isRefused(evidence, conversation, from))
    evidence.fail('I2', `${where}: ${id} failed as ${delivery.reason}, which nobody did`)
  if (delivery.state === 'delivered' && !held)
    evidence.fail('I6', `${where}: ${id} says delivered, but ${conversation} does not hold it`)
  if (delivery.state === 'stored' && !held && !evidence.restored && !evidence.tables.letter(from, conversation, id))
    evidence.fail('I1', `${where}: ${id} says stored, but neither the server nor ${conversation} holds it`)
}

function checkPosted(
  evidence: Evidence,
  where: string,
  id: OutgoingPost['id'],
  from: OutgoingPost['from'],
  delivery: Extract<PostDelivery, { state: 'posted' }>,
): void {
  const { groupSeq, delivered } = delivery
  const trimmed = groupSeq < (evidence.tables.firstPlace() ?? Number.POSITIVE_INFINITY)
  if (!trimmed && !evidence.restored && evidence.tables.placeOf(from, id) !== groupSeq)
    evidence.fail('I1', `${where}: post ${id} says place ${groupSeq}, but the log does not have it there`)
  const others = evidence.people.filter(({ name }) => name !== from)
  const having = others.filter(({ name }) => hasPost(evidence, name, { from, id })).length
  if (delivered > having)
    evidence.fail('I6', `${where}: post ${id} says delivered to ${delivered}, but only ${having} hold it`)
}
