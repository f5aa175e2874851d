import { css, html, LitElement, nothing, type PropertyValues } from 'lit'
import { customElement, property, query, state } from 'lit/decorators.js'
import { keyed } from 'lit/directives/keyed.js'
import type { Chat } from '../../chat/chat-view.ts'
import type { Store } from '../../chat/store.ts'
import type { Environment } from '../environment.ts'
import { reloadButton } from '../parts/reload-button.ts'
import type { VcDialog } from '../parts/vc-dialog.ts'
import { controls } from '../style/controls.ts'
import { isCuredByReload, missingPartWords } from '../words/missing-part.ts'
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
  static override readonly styles = [
    controls,
    css`
      .missing {
        display: grid;
        justify-items: start;
        gap: var(--space-3);
      }
    `,
  ]

  @property() dialog: DialogName = 'help'
  @property({ attribute: false }) chat!: Chat
  @property({ attribute: false }) environment!: Environment
  @property({ attribute: false }) preferences!: Store<Preferences>
  /** The dialog whose content could not be loaded. */
  @state() private missing: DialogName | undefined
  @query('vc-dialog') private readonly current?: VcDialog

  /** Closes it as Esc does, so that the focus goes back to where it was. */
  close() {
    this.current?.close()
  }

  override willUpdate(changed: PropertyValues<this>) {
    const { dialog } = this
    if (changed.has('dialog')) CONTENTS[dialog]().catch(() => (this.missing = dialog))
  }

  override render() {
    const isMissing = this.missing === this.dialog
    // Another dialog is another element: its title is announced, and its focus begins anew.
    return keyed(
      this.dialog,
      html`<vc-dialog
        heading=${HEADINGS[this.dialog]}
        ?bare=${this.dialog === 'jump' && !isMissing}
        ?still=${this.dialog === 'help'}
        ?firm=${this.dialog === 'recovery'}
        @close=${this.#closed}
        @vc-open-dialog=${this.#end}
      >
        ${isMissing ? this.#missing() : this.#content()}
      </vc-dialog>`,
    )
  }

  #missing() {
    const session = this.chat.session.get()
    return html`<div class="missing">
      <p role="alert">${missingPartWords(session)}</p>
      ${isCuredByReload(session) ? reloadButton : nothing}
    </div>`
  }

  #content() {
    const { chat, environment, preferences } = this
    switch (this.dialog) {
      case 'settings':
        return html`<vc-settings .chat=${chat} .environment=${environment} .preferences=${preferences}></vc-settings>`
      case 'help':
        return html`<vc-help></vc-help>`
      case 'jump':
        return html`<vc-jump .chat=${chat} .environment=${environment} @close=${this.#end}></vc-jump>`
      case 'recovery':
        return html`<vc-recovery .chat=${chat} @close=${this.#end}></vc-recovery>`
    }
  }

  readonly #end = () => this.close()

  readonly #closed = ({ target }: Event) => {
    // A dialog that gave way to another one tells of its end only after it is gone.
    if (target === this.current) this.dispatchEvent(new Event('close'))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'vc-page-dialog': VcPageDialog
  }
}
