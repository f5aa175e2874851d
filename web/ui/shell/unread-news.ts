import type { ConversationSummary } from '../../chat/chat-view.ts'
import type { ConversationId } from '../../chat/messages.ts'

/** The most that are named at once. */
const NAMED = 3

/**
 * What is said of conversations that are not in sight and have just become unread: once for each, until it was read.
 * Empty when there is nothing to say. `before` is empty while nothing was loaded yet.
 */
export function unreadNews(of: {
  before: readonly ConversationSummary[]
  now: readonly ConversationSummary[]
  current: ConversationId | undefined
}): string {
  if (of.before === of.now || of.before.length === 0) return ''
  const known = new Set(of.before.filter(({ unread }) => unread > 0).map(({ id }) => id))
  const fresh = of.now.filter(({ id, unread, muted }) => unread > 0 && !muted && id !== of.current && !known.has(id))
  if (fresh.length > NAMED) return `New in ${fresh.length} conversations.`
  return fresh.map(({ id }) => (id === 'everyone' ? 'New in Everyone.' : `New from ${id}.`)).join(' ')
}
