import type { MessageId } from '../../protocol/ids.ts'
import { isBehind, isSettled, type Delivery, type PostDelivery } from '../chat/delivery.ts'
import { isOwn, type Message, type OwnMessage } from '../chat/messages.ts'
import type { Composed, HiddenTexts } from '../chat/ports/storage.ts'

/** A message as it lies in a store, with what the indexes are made of. A missing field keeps a row out of its index. */
export interface Row {
  readonly message: Message
  readonly key: string
  readonly conversation: string
  /** Of own messages; unique in a conversation. */
  readonly seq?: number
  /** Own and not settled, or a note of what was read that was refused, and not by the peer. */
  readonly unsettled?: 1
  /** When an incoming text arrived: what unread counts are made of. */
  readonly textArrivedAt?: number
}

/** A row with its place in the order of arrival. */
export interface PlacedRow extends Row {
  readonly ordinal: number
}

/** The unique key of own messages; it sorts before all incoming ones that carry the same id. */
export function outgoingKey(id: MessageId): string {
  return `${id}/`
}

/** The unique key of others' messages: an id counts per sender, so that nobody can occupy another's. */
export function incomingKey(from: string, id: MessageId): string {
  return `${id}/${from}`
}

/** The row of a message. States that live in memory only are kept as the state after a restart. */
export function messageToRow(message: Message): Row {
  const { conversation } = message
  if (!isOwn(message)) {
    const row = { message, key: incomingKey(message.from, message.id), conversation }
    return message.type === 'text' ? { ...row, textArrivedAt: message.arrivedAt } : row
  }
  const kept = withDelivery(message, message.delivery)
  const row = { message: kept, key: outgoingKey(kept.id), conversation, seq: kept.seq }
  return isSettled(kept.delivery) && !isRefusedNote(kept) ? row : { ...row, unsettled: 1 }
}

/** A note of what was read that was refused, and not by the peer: nobody sees it to send it again, so the outbox does. */
function isRefusedNote({ type, delivery }: OwnMessage): boolean {
  return type === 'read' && delivery.state === 'failed' && delivery.reason !== 'rejected'
}

/** A composed message with its seq. */
export function numbered(composed: Composed, seq: number): OwnMessage {
  return composed.kind === 'outgoing'
    ? withDelivery({ ...composed, seq }, composed.delivery)
    : withDelivery({ ...composed, seq }, composed.delivery)
}

/** The row of a text that was hidden as it arrives anew; undefined when it is none of these. */
export function arrivedAnew(row: PlacedRow, { from, signedBy, arrivedAt }: HiddenTexts) {
  const { message, ordinal } = row
  const isHidden = 'signedBy' in message && message.type === 'text' && signedBy.includes(message.signedBy)
  if (!isHidden || message.from !== from) return undefined
  const arrived = { ...message, arrivedAt }
  return { message: arrived, row: { ...messageToRow(arrived), ordinal } }
}

/**
 * The row after a change of state; the same row when the change came too late. The core decides by `advance`; this
 * guards what a tab that lost the lead may still write.
 */
export function moveRow(row: Row, next: Delivery | PostDelivery): Row {
  if (!isOwn(row.message) || isBehind(row.message.delivery, next)) return row
  return messageToRow(withDelivery(row.message, next))
}

function withDelivery<T extends OwnMessage>(message: T, delivery: Delivery | PostDelivery): T {
  switch (delivery.state) {
    case 'sentDirect':
    case 'storing':
    case 'posting':
      return { ...message, delivery: { state: 'queued' } }
    default:
      return { ...message, delivery }
  }
}
