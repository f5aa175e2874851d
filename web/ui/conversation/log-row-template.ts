import { html } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import type { Chat, ConversationContent, Person } from '../../chat/chat-view.ts'
import type { ConversationId, Message } from '../../chat/messages.ts'
import { pageTime } from '../words/page-time.ts'
import { plural } from '../words/time.ts'
import type { LogRow } from './log-rows.ts'
import './vc-message.ts'

/** The log that the lines are of. */
interface Log {
  readonly chat: Chat
  readonly conversation: ConversationId
  readonly content: ConversationContent
  readonly people: readonly Person[]
  /** Wall time, for "Yesterday". */
  readonly now: number
  readonly signedOut: boolean
  /** The key of the message that was found. */
  readonly found: string
}

/** What all lines of a log have in common. */
interface SharedByRows {
  /** What each sender's colour is derived from, by name. */
  readonly colors: ReadonlyMap<string, string>
  /** The newest own message that the peer has read. */
  readonly lastRead: Message | undefined
}

/** The lines of a log. */
export function logRowsTemplate(rows: readonly LogRow[], log: Log) {
  const { messages, readUpTo } = log.content
  const colors = new Map(log.people.map(({ name, device }) => [name, device]))
  const lastRead = messages.findLast((message) => message.kind === 'outgoing' && message.seq <= readUpTo)
  return repeat(
    rows,
    ({ key }) => key,
    (row) => rowTemplate(row, log, { colors, lastRead }),
  )
}

/** The messages draw themselves after the log, still before the frame is painted. */
export async function drawnIn(root: ParentNode): Promise<void> {
  await Promise.all([...root.querySelectorAll('vc-message')].map((message) => message.updateComplete))
}

/** A line of the log: a message, or what stands between messages. */
function rowTemplate(row: LogRow, log: Log, { colors, lastRead }: SharedByRows) {
  const { chat, conversation, now, signedOut, found } = log
  switch (row.kind) {
    case 'day':
      return html`<h2 class="day">
        <time datetime=${new Date(row.at).toISOString()}>${pageTime.day(row.at, now)}</time>
      </h2>`
    case 'new':
      return html`<p class="new"><span>New messages</span></p>`
    case 'gap':
      return html`<p class="gap">${plural(row.missing, 'message')} still missing here</p>`
    case 'message':
      return html`<vc-message
        ?found=${row.key === found}
        .row=${row}
        .chat=${chat}
        .colorKey=${colors.get(row.message.from) ?? row.message.from}
        .group=${conversation === 'everyone'}
        .read=${row.message === lastRead}
        .signedOut=${signedOut}
      ></vc-message>`
  }
}
