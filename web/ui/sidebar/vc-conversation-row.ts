import { html, LitElement, nothing } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { BellOff } from 'lucide'
import type { UserName } from '../../../protocol/names.ts'
import { conversationAddress } from '../shell/route.ts'
import { controls } from '../style/controls.ts'
import { previewText } from '../text/visible.ts'
import { conversationTitle } from '../words/conversation.ts'
import { hasFailed } from '../words/mark.ts'
import { pageTime } from '../words/page-time.ts'
import { typingWords } from '../words/typing.ts'
import { rowLabel, rowPresence, type SidebarRow } from './sidebar-rows.ts'
import { conversationRowStyle } from './conversation-row-style.ts'
import '../parts/vc-avatar.ts'
import '../parts/vc-icon.ts'

/** A conversation in the sidebar: a link with avatar, presence, last message, time and unread count. */
@customElement('vc-conversation-row')
export class VcConversationRow extends LitElement {
  static override readonly styles = [controls, conversationRowStyle]

  @property({ attribute: false }) row!: SidebarRow
  @property({ attribute: 'color-key' }) colorKey = ''
  @property() self: UserName | '' = ''
  @property({ type: Boolean }) current = false
  /** Whether Tab stops here: at one row of the list. */
  @property({ type: Boolean }) stop = false
  /** Whether oneself is signed in. */
  @property({ type: Boolean }) connected = false
  /** Wall time, for "Yesterday". Given once a minute, so that rows need no timer of their own. */
  @property({ type: Number }) now = 0

  override focus() {
    this.renderRoot.querySelector('a')?.focus()
  }

  override render() {
    const { row } = this
    const { summary } = row
    const newest = summary?.newest
    return html`
      <a
        href=${conversationAddress(row.id)}
        tabindex=${this.stop ? 0 : -1}
        aria-label=${rowLabel(row, this.connected)}
        aria-description=${this.#spokenPreview()}
        aria-current=${this.current ? 'page' : nothing}
      >
        <vc-avatar
          name=${row.id}
          color-key=${this.colorKey}
          ?online=${rowPresence(row, this.connected) === true}
        ></vc-avatar>
        <span class="name">
          <span>${conversationTitle(row.id)}</span>
          ${row.self ? html`<span class="muted small">(you)</span>` : nothing}
          ${summary?.muted ? html`<vc-icon .node=${BellOff}></vc-icon>` : nothing}
        </span>
        ${
          newest
            ? html`<time datetime=${new Date(newest.sentAt).toISOString()}
                >${pageTime.brief(newest.sentAt, this.now)}</time
              >`
            : html`<span></span>`
        }
        ${this.#preview()}
        ${
          summary && summary.unread > 0
            ? html`<span class="badge ${summary.muted ? 'muted' : ''}"
                >${summary.unread > 99 ? '99+' : summary.unread}</span
              >`
            : nothing
        }
      </a>
    `
  }

  #preview() {
    const { row } = this
    const typing = typingWords(row.summary?.typing ?? [])
    if (typing) return html`<span class="preview typing">${row.id === 'everyone' ? typing : 'typing…'}</span>`
    if (row.blocked) return html`<span class="preview">Blocked</span>`
    const draft = this.#draft()
    if (draft) return html`<span class="preview" dir="auto"><span class="draft">Draft:</span> ${draft}</span>`
    const from = this.#speaker()
    const kind = this.#hasFailed() ? 'from failed' : 'from'
    return html`<span class="preview" dir="auto"
      >${from ? html`<span class=${kind}>${from}</span>: ` : nothing}${this.#lastWords()}</span
    >`
  }

  /** What was begun and is not in sight. */
  #draft(): string {
    return this.current ? '' : previewText(this.row.summary?.draft ?? '')
  }

  #hasFailed(): boolean {
    const newest = this.row.summary?.newest
    return newest ? hasFailed(newest) : false
  }

  /** Who said the last words, where that is not plain from the row; or that nobody got them. */
  #speaker(): string {
    const { row } = this
    const from = row.summary?.newest?.from
    if (from === undefined || row.self) return ''
    if (this.#hasFailed()) return 'Failed'
    if (from === this.self) return 'You'
    return row.id === 'everyone' ? from : ''
  }

  #lastWords(): string {
    const { row } = this
    const newest = row.summary?.newest
    if (newest) return previewText(newest.text)
    if (row.id === 'everyone') return 'The open room of this server'
    return row.self ? 'Notes to yourself' : row.person?.online ? 'Online' : 'No messages yet'
  }

  #spokenPreview(): string {
    const typing = typingWords(this.row.summary?.typing ?? [])
    if (this.row.blocked) return typing
    const draft = this.#draft()
    if (!typing && draft) return `Draft: ${draft}`
    if (typing || !this.row.summary?.newest) return typing
    const from = this.#speaker()
    return from ? `${from}: ${this.#lastWords()}` : this.#lastWords()
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'vc-conversation-row': VcConversationRow
  }
}
