import type { ConversationSummary, Person } from '../../chat/chat-view.ts'
import type { ConversationId } from '../../chat/messages.ts'
import { unaccentedName, type UserName } from '../../../protocol/names.ts'
import { matchRank } from '../parts/match-rank.ts'
import { conversationTitle } from '../words/conversation.ts'
import { presenceWord } from '../words/link.ts'

/** A row of the sidebar: the conversation, and who it is with. */
export interface SidebarRow {
  readonly id: ConversationId
  readonly person: Person | undefined
  readonly self: boolean
  readonly blocked: boolean
  readonly summary: ConversationSummary | undefined
}

/**
 * The rows in the order of the conversations, then people without one, then oneself if not there yet. With a filter,
 * whose name it is comes first: Enter opens the first row.
 */
export function sidebarRows(of: {
  conversations: readonly ConversationSummary[]
  people: readonly Person[]
  blocked: readonly UserName[]
  self: UserName
  filter: string
}): readonly SidebarRow[] {
  const persons = new Map(of.people.map((person) => [person.name, person]))
  const blocked = new Set<ConversationId>(of.blocked)
  const rows = new Map<ConversationId, SidebarRow>()
  const add = (id: ConversationId, summary?: ConversationSummary) => {
    if (rows.has(id)) return
    const person = id === 'everyone' ? undefined : persons.get(id)
    rows.set(id, { id, person, self: id === of.self, blocked: blocked.has(id), summary })
  }
  const everyone = of.conversations.find(({ id }) => id === 'everyone')
  add('everyone', everyone)
  for (const summary of of.conversations) add(summary.id, summary)
  for (const person of of.people) add(person.name)
  add(of.self)
  const filter = unaccentedName(of.filter)
  const rank = ({ id }: SidebarRow) => matchRank(id, filter)
  const found = [...rows.values()].filter((row) => rank(row) < 3)
  // Those with whom there is no conversation yet: who is there first.
  return found.sort((a, b) => rank(a) - rank(b) || quietness(a) - quietness(b))
}

/** The row below, or above with −1; from no row it is the first or the last. */
export function rowBeside(rows: readonly SidebarRow[], from: ConversationId | undefined, by: 1 | -1) {
  const here = rows.findIndex(({ id }) => id === from)
  return rows[here === -1 && by === -1 ? rows.length - 1 : here + by]
}

function quietness({ id, person, summary }: SidebarRow): number {
  if (id === 'everyone' || summary?.newest) return 0
  return person?.online ? 1 : 2
}

/** Whether who the row is with is there; nothing when that is not known. `connected`: oneself is, and hears of everybody. */
export function rowPresence({ self, person }: SidebarRow, connected: boolean): boolean | null {
  if (self) return connected
  return person ? person.online : connected ? false : null
}

/** The accessible name of a row: who, online or not, whether blocked or muted, how many unread. */
export function rowLabel(row: SidebarRow, connected: boolean): string {
  const unread = row.summary?.unread ?? 0
  const parts = [
    conversationTitle(row.id),
    row.self ? 'you' : '',
    row.id === 'everyone' ? '' : presenceWord(rowPresence(row, connected)) || 'unknown while you are offline',
    row.blocked ? 'blocked' : '',
    row.summary?.muted ? 'muted' : '',
    unread > 0 ? `${unread} unread` : '',
  ]
  return parts.filter(Boolean).join(', ')
}
