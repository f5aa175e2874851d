import type { FailureReason } from '../../chat/delivery.ts'
import type { Message } from '../../chat/messages.ts'
import { duration, plural, type TimeWords } from './time.ts'

/** How an own message is marked. `label` is one of a closed list that screen readers and tests rely on. */
export interface Mark {
  readonly label: string
  readonly tone: 'sending' | 'stored' | 'direct' | 'mailbox' | 'group' | 'failed'
  /** Beside the icon: to how many of how many. */
  readonly count?: string
  /** The whole truth in a sentence. */
  readonly explanation: string
}

/** The mark of an own message; nothing for one that somebody else wrote. */
export function markOf(message: Message, time: TimeWords): Mark | undefined {
  if (message.kind === 'outgoing') return directMark(message.delivery, message.conversation, time)
  if (message.kind === 'outgoing-post') return postMark(message.delivery)
  return undefined
}

/** Whether an own message got nowhere, so that its text must not be shown as sent. */
export function hasFailed(message: Message): boolean {
  return 'delivery' in message && (message.delivery.state === 'failed' || message.delivery.state === 'expired')
}

type Own<K extends Message['kind']> = Extract<Message, { kind: K; delivery: unknown }>['delivery']

function directMark(delivery: Own<'outgoing'>, peer: string, time: TimeWords): Mark {
  switch (delivery.state) {
    case 'queued':
      return { label: 'Sending', tone: 'sending', explanation: 'Kept in this browser until it can be sent' }
    case 'sentDirect':
      return { label: 'Sending', tone: 'sending', explanation: `Sent to ${peer}, waiting for the answer` }
    case 'storing':
      return { label: 'Sending', tone: 'sending', explanation: `On its way to ${peer}’s mailbox` }
    case 'stored':
      return { label: 'Stored', tone: 'stored', explanation: `In ${peer}’s mailbox since ${time.clock(delivery.at)}` }
    case 'delivered':
      return deliveredMark(delivery, time)
    case 'failed':
      return failedMark(failureWords(delivery.reason, peer))
    case 'expired':
      return failedMark('Not picked up within 30 days')
  }
}

function deliveredMark(delivery: Extract<Own<'outgoing'>, { state: 'delivered' }>, time: TimeWords): Mark {
  switch (delivery.way) {
    case 'direct':
      return {
        label: 'Delivered directly',
        tone: 'direct',
        explanation: `Delivered directly, ${duration(delivery.ms)}`,
      }
    case 'mailbox':
      return {
        label: 'Delivered from mailbox',
        tone: 'mailbox',
        explanation: `Delivered from the mailbox at ${time.clock(delivery.at)}`,
      }
    case 'self':
      return { label: 'Delivered directly', tone: 'direct', explanation: 'A note to yourself, kept in this browser' }
  }
}

function postMark(delivery: Own<'outgoing-post'>): Mark {
  switch (delivery.state) {
    case 'queued':
      return { label: 'Sending', tone: 'sending', explanation: 'Kept in this browser until the server answers' }
    case 'posting':
      return { label: 'Sending', tone: 'sending', explanation: 'On its way to the server' }
    case 'posted':
      return {
        label: `Delivered to ${delivery.delivered} of ${delivery.of}`,
        tone: 'group',
        count: `${delivery.delivered}/${delivery.of}`,
        explanation: postWords(delivery.delivered, delivery.of),
      }
    case 'failed':
      return failedMark(failureWords(delivery.reason, 'Everyone'))
    case 'expired':
      return failedMark('The server could not be reached for 30 days')
  }
}

function postWords(delivered: number, of: number): string {
  if (of === 0) return 'On the server; nobody else has registered yet'
  const left = of - delivered
  return left <= 0
    ? 'Delivered to everybody'
    : `On the server; ${plural(left, 'person has', 'people have')} not fetched it yet`
}

function failedMark(explanation: string): Mark {
  return { label: 'Failed', tone: 'failed', explanation }
}

function failureWords(reason: FailureReason, peer: string): string {
  switch (reason) {
    case 'mailbox-full':
      return `${peer}’s mailbox is full`
    case 'blocked':
      return `${peer} does not take messages from you`
    case 'no-such-user':
      return `Nobody here is called ${peer}`
    case 'too-big':
      return 'The message is too big'
    case 'rejected':
      return `${peer}’s browser did not accept it`
    case 'keys-lost':
      return `${peer} no longer has the key it was sealed to`
    case 'refused':
      return 'The server refused it'
  }
}
