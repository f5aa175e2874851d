import type { MessageId } from '../../../protocol/ids.ts'
import type { Message } from '../../chat/messages.ts'
import { arrivedAfter, isNews, moveLine, newestIncoming, seenLine, type NewLine } from './new-line.ts'

/** What the reader of a log has not seen yet. */
export interface LogNews {
  /** The message above which the line "New messages" stands. */
  lineAt(): MessageId | null
  /** Whether what is below the line waits to be seen. */
  isWaiting(): boolean
  /** The log opens, with this one as the first unread. */
  open(unreadFrom: MessageId | null): void
  /** Messages came, before the reader's eyes or not. */
  came(of: { messages: readonly Message[]; before: readonly Message[]; watched: boolean }): void
  /** Whether the newest message is another's that was not in sight yet. */
  isNews(newest: Message | undefined): boolean
  /** The end of the log is in sight, with this message. Returns whether it was not before. */
  see(newest: Message | undefined): boolean
  /** The reader leaves the end. */
  leave(messages: readonly Message[]): void
  /** How many came from others since the reader left the end. */
  missed(messages: readonly Message[]): number
}

/** Of a log that is not open yet. */
export function createLogNews(): LogNews {
  let line: NewLine = { from: null, isSeen: true }
  let shown: Message | undefined
  let newestWhenLeft: Message | undefined
  return {
    lineAt: () => line.from,
    isWaiting: () => !line.isSeen,
    open(unreadFrom) {
      line = { from: unreadFrom, isSeen: unreadFrom === null }
    },
    came(of) {
      line = moveLine(line, of)
    },
    isNews: (newest) => isNews(newest, shown),
    see(newest) {
      if (newest === shown) return false
      shown = newest
      line = seenLine(line)
      return true
    },
    leave(messages) {
      newestWhenLeft = newestIncoming(messages)
    },
    missed: (messages) => arrivedAfter(messages, newestWhenLeft).length,
  }
}
