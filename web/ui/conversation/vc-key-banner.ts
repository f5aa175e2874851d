import { css, html, LitElement } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { KeyRound } from 'lucide'
import type { UserName } from '../../../protocol/names.ts'
import type { Chat } from '../../chat/chat-view.ts'
import { formatRoute } from '../shell/route.ts'
import { bannerStyle } from '../style/banner.ts'
import { controls } from '../style/controls.ts'
import '../parts/vc-icon.ts'

/** A peer's key changed: nothing is sent until the user has decided. */
@customElement('vc-key-banner')
export class VcKeyBanner extends LitElement {
  static override readonly styles = [
    controls,
    bannerStyle,
    css`
      :host {
        background: var(--warning-surface);
      }

      p {
        min-inline-size: min(15rem, 100%);
      }

      vc-icon {
        color: var(--warning-text);
      }
    `,
  ]

  @property({ attribute: false }) chat!: Chat
  @property({ attribute: false }) name!: UserName
  /** Whether the old key's owner vouches for the new one by the recovery phrase. */
  @property({ type: Boolean }) recovered = false
  @property({ type: Boolean, attribute: 'signed-out' }) signedOut = false

  override render() {
    return html`
      <vc-icon .node=${KeyRound}></vc-icon>
      <p role="alert">
        ${
          this.recovered
            ? html`<strong>${this.name} moved to another browser</strong> with their recovery phrase.`
            : html`<strong>${this.name} has another key now.</strong> Perhaps their browser was reset; perhaps it is
                somebody else.`
        }
        Compare the safety number, then accept: nothing is sent before.
      </p>
      <div class="buttons">
        <a class="button primary" href=${formatRoute({ pane: 'details', conversation: this.name })}>Compare</a>
        <button ?disabled=${this.signedOut} @click=${() => void this.chat.acceptKey(this.name)}>Accept</button>
      </div>
    `
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'vc-key-banner': VcKeyBanner
  }
}
