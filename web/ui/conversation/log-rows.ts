import type { MessageId } from '../../../protocol/ids.ts'
import type { ConversationContent } from '../../chat/chat-view.ts'
import type { Message } from '../../chat/messages.ts'
import { daysBetween } from '../words/time.ts'

/** A message of one sender within a few minutes of the one before continues its group. */
export interface MessageRow {
  readonly kind: 'message'
  readonly key: string
  readonly message: Message
  readonly first: boolean
  readonly last: boolean
}

/** A line of the log. */
export type LogRow =
  | MessageRow
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | { readonly kind: 'new'; readonly key: string }
  | { readonly kind: 'gap'; readonly key: string; readonly missing: number }

const GROUP_MS = 5 * 60_000

/** Two messages of two senders may share an id that only one of them minted, so the sender belongs to the key. */
export function messageKey(message: Message): string {
  return `${message.from}/${message.id}`
}

/** Its place among those messages, the first one if it is not there any more. */
export function indexOfMessage(messages: readonly Message[], message: Message | undefined): number {
  const key = message && messageKey(message)
  return Math.max(
    0,
    messages.findIndex((message) => messageKey(message) === key),
  )
}

/** How many of the messages before are not there any more, because the oldest of very many were let go. */
export function goneFromStart(before: readonly Message[], [first]: readonly Message[]): number {
  return indexOfMessage(before, first)
}

/** The lines of `messages[from..to)`, with days, gaps and the line above what is new. */
export function logRows(
  content: Pick<ConversationContent, 'messages' | 'gaps' | 'unreadFrom'>,
  from = 0,
  to = content.messages.length,
): readonly LogRow[] {
  const rows: LogRow[] = []
  for (let index = from; index < to; index += 1) {
    const message = content.messages[index]
    if (!message) break
    const key = messageKey(message)
    const before = content.messages[index - 1]
    const after = index + 1 < to ? content.messages[index + 1] : undefined
    if (!before || index === from || daysBetween(before.sentAt, message.sentAt) !== 0) {
      rows.push({ kind: 'day', key: `day/${key}`, at: message.sentAt })
    }
    if (isNew(message.id, content)) rows.push({ kind: 'new', key: 'new' })
    const missing = content.gaps.get(message.id)
    if (missing) rows.push({ kind: 'gap', key: `gap/${key}`, missing })
    const first = index === from || !continues(before, message, content)
    const last = !after || !continues(message, after, content)
    rows.push({ kind: 'message', key, message, first, last })
  }
  return rows
}

function isNew(id: MessageId, content: Pick<ConversationContent, 'unreadFrom'>): boolean {
  return id === content.unreadFrom
}

function continues(
  before: Message | undefined,
  message: Message,
  content: Pick<ConversationContent, 'gaps' | 'unreadFrom'>,
): boolean {
  return (
    before !== undefined &&
    before.from === message.from &&
    Math.abs(message.sentAt - before.sentAt) < GROUP_MS &&
    daysBetween(before.sentAt, message.sentAt) === 0 &&
    !isNew(message.id, content) &&
    !content.gaps.has(message.id)
  )
}
