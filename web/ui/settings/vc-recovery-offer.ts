import { html, LitElement } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { KeyRound } from 'lucide'
import type { Chat } from '../../chat/chat-view.ts'
import { OpenDialogEvent } from '../shell/page-events.ts'
import { StoreController } from '../store/store-controller.ts'
import { controls } from '../style/controls.ts'
import { recoveryWords } from '../words/recovery.ts'
import { settingsStyle } from './settings-style.ts'
import '../parts/vc-icon.ts'

/** Whether there is a recovery phrase, and the way to make one. */
@customElement('vc-recovery-offer')
export class VcRecoveryOffer extends LitElement {
  static override readonly styles = [controls, settingsStyle]

  @property({ attribute: false }) chat!: Chat
  private readonly session = new StoreController(this, () => this.chat.session)

  override render() {
    const session = this.session.value
    const signedIn = session.state === 'signedIn'
    return html`
      <h3>Recovery phrase</h3>
      <p class="small muted">
        24 words that bring your name to another browser when this one is lost. ${recoveryWords(session)}
      </p>
      <div class="buttons">
        <button ?disabled=${!signedIn} @click=${() => this.dispatchEvent(new OpenDialogEvent('recovery'))}>
          <vc-icon .node=${KeyRound}></vc-icon>${signedIn && session.recovery ? 'Make a new phrase' : 'Make a phrase'}
        </button>
      </div>
    `
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'vc-recovery-offer': VcRecoveryOffer
  }
}
