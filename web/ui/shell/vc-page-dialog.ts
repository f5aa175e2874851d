import { html, LitElement } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import type { Chat } from '../../chat/chat-view.ts'
import type { Store } from '../../chat/store.ts'
import type { Environment } from '../environment.ts'
import { controls } from '../style/controls.ts'
import type { DialogName } from './page-events.ts'
import type { Preferences } from './preferences.ts'
import '../parts/vc-dialog.ts'

const HEADINGS: Record<DialogName, string> = {
  settings: 'Settings',
  help: 'Keys and commands',
  jump: 'Jump to',
  recovery: 'Recovery phrase',
}

/** What a dialog holds is loaded when it is first opened. */
const CONTENTS: Record<DialogName, () => Promise<unknown>> = {
  settings: () => import('../settings/vc-settings.ts'),
  help: () => import('./vc-help.ts'),
  jump: () => import('./vc-jump.ts'),
  recovery: () => import('../settings/vc-recovery.ts'),
}

/**
 * The open dialog of the page.
 * @fires close - it was closed
 */
@customElement('vc-page-dialog')
export class VcPageDialog extends LitElement {
  static override readonly styles = controls

  @property() dialog: DialogName = 'help'
  @property({ attribute: false }) chat!: Chat
  @property({ attribute: false }) environment!: Environment
  @property({ attribute: false }) preferences!: Store<Preferences>

  override willUpdate() {
    // Offline, a part that was never loaded stays empty; it can be tried again.
    CONTENTS[this.dialog]().catch(() => this.#close())
  }

  override render() {
    return html`<vc-dialog
      heading=${HEADINGS[this.dialog]}
      ?bare=${this.dialog === 'jump'}
      @close=${() => this.#close()}
    >
      ${this.#content()}
    </vc-dialog>`
  }

  #content() {
    const { chat, environment, preferences } = this
    switch (this.dialog) {
      case 'settings':
        return html`<vc-settings .chat=${chat} .environment=${environment} .preferences=${preferences}></vc-settings>`
      case 'help':
        return html`<vc-help></vc-help>`
      case 'jump':
        return html`<vc-jump .chat=${chat} .environment=${environment} @close=${() => this.#close()}></vc-jump>`
      case 'recovery':
        return html`<vc-recovery .chat=${chat} @close=${() => this.#close()}></vc-recovery>`
    }
  }

  #close() {
    this.dispatchEvent(new Event('close'))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'vc-page-dialog': VcPageDialog
  }
}
