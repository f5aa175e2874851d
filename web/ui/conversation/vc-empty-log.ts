import { css, html, LitElement } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import type { ConversationId } from '../../chat/messages.ts'
import { controls } from '../style/controls.ts'

/** What a conversation says while nothing was written. */
@customElement('vc-empty-log')
export class VcEmptyLog extends LitElement {
  static override readonly styles = [
    controls,
    css`
      :host {
        display: grid;
        gap: var(--space-2);
        max-inline-size: 26rem;
        margin: var(--space-6) auto;
        text-align: center;
        text-wrap: balance;
      }

      .title {
        font-size: var(--text-l);
        font-weight: 650;
      }
    `,
  ]

  @property({ attribute: false }) conversation: ConversationId = 'everyone'
  @property({ type: Boolean }) self = false
  /** Whether the other one is there; null while nobody can tell. */
  @property({ attribute: false }) online: boolean | null = null
  @property({ type: Boolean }) known = false
  @property({ type: Boolean }) blocked = false

  override render() {
    const [title, text] = this.#words()
    return html`<p class="title">${title}</p>
      <p class="muted small">${text}</p>`
  }

  #words(): readonly [string, string] {
    const { conversation } = this
    if (conversation === 'everyone') {
      return [
        'The open room',
        'Whoever signs in on this server reads what is written here, and so can the server. Those away find it when they return.',
      ]
    }
    if (this.self) return ['Notes to yourself', 'What you write here stays in this browser.']
    if (!this.known) {
      return [
        `Nobody here is called ${conversation}`,
        'Names are exact. Choose somebody from the list, or ask them to sign in once.',
      ]
    }
    if (this.blocked) return [`You blocked ${conversation}`, 'Nothing travels between you until you unblock.']
    if (this.online === null) {
      return [`No messages with ${conversation} yet`, 'What you write to each other only the two of you can read.']
    }
    return this.online
      ? [
          `Say hello to ${conversation}`,
          'Messages go straight from your browser to theirs. The server cannot read them.',
        ]
      : [
          `${conversation} is offline`,
          `Write anyway: sealed, so that only ${conversation} can open it, it waits in the mailbox until they return.`,
        ]
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'vc-empty-log': VcEmptyLog
  }
}
