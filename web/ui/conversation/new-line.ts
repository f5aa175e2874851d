import type { MessageId } from '../../../protocol/ids.ts'
import { isOwn, type Message } from '../../chat/messages.ts'
import { messageKey } from './log-rows.ts'

/** Where the line "New messages" stands, and whether the reader has seen what is below it. */
export interface NewLine {
  readonly from: MessageId | null
  readonly isSeen: boolean
}

/** The end of the log was in sight. The line stays, so that one finds the place. */
export function seenLine(line: NewLine): NewLine {
  return line.isSeen ? line : { ...line, isSeen: true }
}

/** After messages came: those that nobody watched begin a new line, unless an older one still waits to be seen. */
export function moveLine(
  line: NewLine,
  of: { messages: readonly Message[]; before: readonly Message[]; watched: boolean },
): NewLine {
  if (of.watched || !line.isSeen) return line
  const [first] = arrivedAfter(of.messages, newestIncoming(of.before))
  return first ? { from: first.id, isSeen: false } : line
}

/** The newest message of somebody else. */
export function newestIncoming(messages: readonly Message[]): Message | undefined {
  return messages.findLast(isIncoming)
}

/** What others wrote below that message; own messages on their way stand last, so places do not tell. */
export function arrivedAfter(messages: readonly Message[], newest: Message | undefined): readonly Message[] {
  const key = newest && messageKey(newest)
  const known = key === undefined ? -1 : messages.findLastIndex((message) => messageKey(message) === key)
  return messages.slice(known + 1).filter(isIncoming)
}

function isIncoming(message: Message): boolean {
  return !isOwn(message)
}

/** Whether the newest message is another's and not on the screen yet: one's own is first sent, drawing would hold that up. */
export function isNews(newest: Message | undefined, shown: Message | undefined): boolean {
  return newest !== undefined && newest !== shown && isIncoming(newest)
}
