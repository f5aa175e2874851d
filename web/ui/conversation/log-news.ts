import type { MessageId } from '../../../protocol/ids.ts'
import { isOwn, type Message } from '../../chat/messages.ts'
import { messageKey } from './log-rows.ts'

/** What the reader of a log has not seen yet. */
export interface LogNews {
  /** The message above which the line "New messages" stands. */
  lineAt(): MessageId | null
  /** Whether what is below the line waits to be seen. */
  isWaiting(): boolean
  /** The log opens, with this one as the first unread. */
  open(unreadFrom: MessageId | null): void
  /** Messages came. Those that nobody watched begin a new line, unless an older one still waits to be seen. */
  came(of: { messages: readonly Message[]; before: readonly Message[]; watched: boolean }): void
  /** Whether the newest message is another's and was not in sight yet: one's own is first sent, drawing would hold that up. */
  isNews(newest: Message | undefined): boolean
  /** The end of the log is in sight, with this message; the line stays, so that one finds the place. Returns whether it was not before. */
  see(newest: Message | undefined): boolean
  /** The reader leaves the end. */
  leave(messages: readonly Message[]): void
  /** How many came from others since the reader left the end. */
  missed(messages: readonly Message[]): number
}

/** Of a log that is not open yet. */
export function createLogNews(): LogNews {
  let line: MessageId | null = null
  let waiting = false
  let shown: Message | undefined
  let newestWhenLeft: Message | undefined
  return {
    lineAt: () => line,
    isWaiting: () => waiting,
    open(unreadFrom) {
      line = unreadFrom
      waiting = line !== null
    },
    came({ messages, before, watched }) {
      const [first] = watched || waiting ? [] : arrivedAfter(messages, newestIncoming(before))
      if (!first) return
      line = first.id
      waiting = true
    },
    isNews: (newest) => newest !== undefined && newest !== shown && !isOwn(newest),
    see(newest) {
      if (newest === shown) return false
      shown = newest
      waiting = false
      return true
    },
    leave(messages) {
      newestWhenLeft = newestIncoming(messages)
    },
    missed: (messages) => arrivedAfter(messages, newestWhenLeft).length,
  }
}

function newestIncoming(messages: readonly Message[]): Message | undefined {
  return messages.findLast((message) => !isOwn(message))
}

/** What others wrote below that message; own messages on their way stand last, so places do not tell. */
function arrivedAfter(messages: readonly Message[], newest: Message | undefined): readonly Message[] {
  const key = newest && messageKey(newest)
  const known = key === undefined ? -1 : messages.findLastIndex((message) => messageKey(message) === key)
  return messages.slice(known + 1).filter((message) => !isOwn(message))
}
