import { html } from 'lit'
import type { Chat } from '../../chat/chat-view.ts'
import type { ConversationId, Message } from '../../chat/messages.ts'
import { pageTime } from '../words/page-time.ts'
import { plural } from '../words/time.ts'
import type { LogRow } from './log-rows.ts'
import './vc-message.ts'

/** What all lines of a log have in common. */
export interface SharedByRows {
  readonly chat: Chat
  readonly conversation: ConversationId
  /** Wall time, for "Yesterday". */
  readonly now: number
  readonly signedOut: boolean
  /** What each sender's colour is derived from, by name. */
  readonly colors: ReadonlyMap<string, string>
  /** The newest own message that the peer has read. */
  readonly lastRead: Message | undefined
}

/** A line of the log: a message, or what stands between messages. */
export function logRowTemplate(row: LogRow, shared: SharedByRows) {
  const { chat, conversation, now, signedOut, colors, lastRead } = shared
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
        .row=${row}
        .chat=${chat}
        .colorKey=${colors.get(row.message.from) ?? row.message.from}
        .group=${conversation === 'everyone'}
        .read=${row.message === lastRead}
        .signedOut=${signedOut}
      ></vc-message>`
  }
}
