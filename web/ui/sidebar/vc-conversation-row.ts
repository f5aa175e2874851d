import { css, html, LitElement, nothing } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { BellOff } from 'lucide'
import type { UserName } from '../../../protocol/names.ts'
import { conversationAddress } from '../shell/route.ts'
import { controls } from '../style/controls.ts'
import { previewText } from '../text/visible.ts'
import { hasFailed } from '../words/mark.ts'
import { pageTime } from '../words/page-time.ts'
import { rowLabel, rowPresence, typingWords, type SidebarRow } from './sidebar-rows.ts'
import '../parts/vc-avatar.ts'
import '../parts/vc-icon.ts'

/** A conversation in the sidebar: a link with avatar, presence, last message, time and unread count. */
@customElement('vc-conversation-row')
export class VcConversationRow extends LitElement {
  static override readonly styles = [
    controls,
    css`
      :host {
        display: block;
      }

      a {
        display: grid;
        grid-template-columns: auto 1fr auto;
        column-gap: var(--space-3);
        align-items: center;
        min-block-size: 3.75rem;
        padding: var(--space-2) var(--space-3);
        border-radius: var(--radius-m);
        color: var(--text);
        text-decoration: none;
      }

      a:hover {
        background: var(--surface-hover);
      }

      a[aria-current] {
        background: var(--surface-chosen);
        --ring: var(--surface-chosen);
      }

      a:focus-visible {
        outline-offset: -2px;
      }

      vc-avatar {
        grid-row: span 2;
      }

      .name {
        display: flex;
        align-items: center;
        gap: var(--space-1);
        min-inline-size: 0;
        align-self: end;
        font-weight: 600;
        line-height: 1.3;
        color: var(--text);
      }

      .name span,
      .preview {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }

      .name .muted,
      .name vc-icon {
        flex: none;
      }

      .name .muted {
        font-weight: 400;
      }

      .name vc-icon {
        font-size: 0.7rem;
        color: var(--text-muted);
      }

      time {
        align-self: end;
        font-size: var(--text-xs);
        line-height: 1.6;
        color: var(--text-muted);
      }

      .preview {
        align-self: start;
        min-inline-size: 0;
        font-size: var(--text-s);
        line-height: 1.4;
        color: var(--text-muted);
        unicode-bidi: isolate;
      }

      .preview:last-child {
        grid-column: 2 / -1;
      }

      /* A long name leaves room for what was said. */
      .from {
        display: inline-block;
        max-inline-size: 45%;
        overflow: hidden;
        text-overflow: ellipsis;
        vertical-align: bottom;
      }

      .typing {
        color: var(--accent);
      }

      .draft,
      .failed {
        color: var(--danger);
      }

      .badge {
        justify-self: end;
        align-self: start;
        min-inline-size: 1.25rem;
        margin-block-end: -0.125rem;
        padding-inline: 0.35rem;
        border-radius: var(--radius-full);
        background: var(--accent);
        color: var(--on-accent);
        font-size: var(--text-xs);
        font-weight: 650;
        line-height: 1.25rem;
        text-align: center;
        font-variant-numeric: tabular-nums;
      }

      .badge.muted {
        background: var(--line);
        color: var(--text);
      }

      @media (forced-colors: active) {
        a[aria-current] {
          outline: 2px solid Highlight;
          outline-offset: -2px;
        }

        .badge {
          border: 1px solid CanvasText;
        }
      }
    `,
  ]

  @property({ attribute: false }) row!: SidebarRow
  @property({ attribute: 'color-key' }) colorKey = ''
  @property() self: UserName | '' = ''
  @property({ type: Boolean }) current = false
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
          <span>${row.id === 'everyone' ? 'Everyone' : row.id}</span>
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
    const draft = this.current ? '' : previewText(row.summary?.draft ?? '')
    if (draft) return html`<span class="preview" dir="auto"><span class="draft">Draft:</span> ${draft}</span>`
    const from = this.#speaker()
    const kind = this.#hasFailed() ? 'from failed' : 'from'
    return html`<span class="preview" dir="auto"
      >${from ? html`<span class=${kind}>${from}</span>: ` : nothing}${this.#lastWords()}</span
    >`
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
