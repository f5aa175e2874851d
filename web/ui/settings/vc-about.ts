import { css, html, LitElement } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import type { Chat } from '../../chat/chat-view.ts'
import type { Environment } from '../environment.ts'
import { controls } from '../style/controls.ts'
import { settingsStyle } from './settings-style.ts'

/** The version, and what the server can and cannot see. */
@customElement('vc-about')
export class VcAbout extends LitElement {
  static override readonly styles = [
    controls,
    settingsStyle,
    css`
      ul {
        gap: var(--space-1);
        padding-inline-start: var(--space-4);
        list-style: disc;
      }
    `,
  ]

  @property({ attribute: false }) chat!: Chat
  @property({ attribute: false }) environment!: Environment

  override render() {
    const session = this.chat.session.get()
    return html`
      <h3>About</h3>
      <p class="small muted">
        Virtual Chat ${this.environment.version}${session.state === 'new' ? '' : `, on ${session.server}`}
      </p>
      <p class="small">What the server can see:</p>
      <ul class="small muted">
        <li>Names, who is online, and who writes to whom and when.</li>
        <li>Everything in Everyone: it is an open room.</li>
        <li>Not the text between two people: it goes directly, or sealed so that only the recipient opens it.</li>
      </ul>
      <p class="small muted">
        Whoever serves this page could serve another one. Compare safety numbers, and use a server you trust. The way
        the seal is composed is this project’s own and has not been audited.
      </p>
    `
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'vc-about': VcAbout
  }
}
