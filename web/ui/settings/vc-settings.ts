import { css, html, LitElement } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import type { Chat } from '../../chat/chat-view.ts'
import type { Store } from '../../chat/store.ts'
import type { Environment } from '../environment.ts'
import type { Preferences } from '../shell/preferences.ts'
import './vc-about.ts'
import './vc-appearance.ts'
import './vc-keyboard.ts'
import './vc-notifications.ts'
import './vc-privacy.ts'
import './vc-recovery-offer.ts'
import './vc-this-browser.ts'

/** All settings, one under the other. */
@customElement('vc-settings')
export class VcSettings extends LitElement {
  static override readonly styles = css`
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
    }

    vc-appearance {
      border: 0;
      padding-block-start: 0;
    }
  `

  @property({ attribute: false }) chat!: Chat
  @property({ attribute: false }) environment!: Environment
  @property({ attribute: false }) preferences!: Store<Preferences>

  override render() {
    const { chat, environment, preferences } = this
    return html`
      <vc-appearance .preferences=${preferences}></vc-appearance>
      <vc-notifications .preferences=${preferences}></vc-notifications>
      <vc-keyboard .preferences=${preferences}></vc-keyboard>
      <vc-privacy .chat=${chat}></vc-privacy>
      <vc-this-browser .chat=${chat} .environment=${environment}></vc-this-browser>
      <vc-recovery-offer .chat=${chat}></vc-recovery-offer>
      <vc-about .chat=${chat} .environment=${environment}></vc-about>
    `
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'vc-settings': VcSettings
  }
}
