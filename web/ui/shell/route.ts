import { parseName } from '../../../protocol/names.ts'
import type { ConversationId } from '../../chat/messages.ts'

/** What the address after `#` names. */
export type Route =
  { readonly pane: 'list' } | { readonly pane: 'conversation' | 'details'; readonly conversation: ConversationId }

/** Reads `#/bob`, `#/bob/details`, with or without a last `/`; anything else is the list. */
export function parseRoute(hash: string): Route {
  const [, typed = '', rest] = hash.split('/')
  const conversation = parseConversation(typed)
  return conversation ? { pane: rest === 'details' ? 'details' : 'conversation', conversation } : { pane: 'list' }
}

/** The code for new names in the link `#code=…` of an operator; undefined in any other address. */
export function codeOf(hash: string): string | undefined {
  return /^#code=([\w.~-]+)$/.exec(hash)?.[1]
}

/** The address of a route, beginning with `#`. */
export function formatRoute(route: Route): string {
  if (route.pane === 'list') return '#/'
  return route.pane === 'details' ? `#/${route.conversation}/details` : `#/${route.conversation}`
}

/** A conversation's address. */
export function conversationAddress(conversation: ConversationId): string {
  return formatRoute({ pane: 'conversation', conversation })
}

function parseConversation(typed: string): ConversationId | undefined {
  if (typed === 'everyone') return 'everyone'
  const parsed = parseName(typed)
  return parsed.ok ? parsed.name : undefined
}
