import type { ConversationSummary } from '../../chat/chat-view.ts'
import { conversationTitle } from '../words/conversation.ts'

/** How many messages the title tells of: those of muted conversations call nobody. */
export function countUnread(conversations: readonly Pick<ConversationSummary, 'muted' | 'unread'>[]): number {
  return conversations.reduce((sum, { muted, unread }) => sum + (muted ? 0 : unread), 0)
}

/** The page's title: how many unread, and which conversation. */
export function pageTitle(unread: number, conversation: string | undefined): string {
  const title = conversation === undefined ? 'Virtual Chat' : `${conversationTitle(conversation)} · Virtual Chat`
  return unread > 0 ? `(${unread}) ${title}` : title
}

/** Within this time a message that comes while one looks on is read, milliseconds. */
const SETTLE_MS = 300

let latest = { title: '', unread: false }
let settling: ReturnType<typeof setTimeout> | undefined

/** Shows the title and, in the favicon, whether anything is unread; a moment later, so that neither flickers. */
export function showTitle(title: string, unread: boolean): void {
  latest = { title, unread }
  settling ??= setTimeout(settle, SETTLE_MS)
}

function settle(): void {
  settling = undefined
  const { title, unread } = latest
  if (document.title !== title) document.title = title
  const icon = document.querySelector<HTMLLinkElement>('link[rel=icon]')
  const href = unread ? '/favicon-unread.svg' : '/favicon.svg'
  if (icon && icon.getAttribute('href') !== href) icon.setAttribute('href', href)
}
