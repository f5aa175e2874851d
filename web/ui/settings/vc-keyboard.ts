import { html, LitElement } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import type { Store } from '../../chat/store.ts'
import type { Preferences } from '../shell/preferences.ts'
import { StoreController } from '../store/store-controller.ts'
import { controls } from '../style/controls.ts'
import { settingsStyle } from './settings-style.ts'

/** Whether a character alone does something: who speaks to the computer may not want that (WCAG 2.1.4). */
@customElement('vc-keyboard')
export class VcKeyboard extends LitElement {
  static override readonly styles = [controls, settingsStyle]

  @property({ attribute: false }) preferences!: Store<Preferences>
  private readonly chosen = new StoreController(this, () => this.preferences)

  override render() {
    return html`
      <h3>Keyboard</h3>
      <div class="row">
        <label for="single-keys">
          <span id="name">Single-key shortcuts</span>
          <small id="hint">? lists the keys. Ctrl and / does so in any case.</small>
        </label>
        <input
          id="single-keys"
          type="checkbox"
          aria-labelledby="name"
          aria-describedby="hint"
          .checked=${this.chosen.value.singleKeys}
          @change=${this.#changed}
        />
      </div>
    `
  }

  readonly #changed = (event: Event) => {
    this.preferences.set({ ...this.preferences.get(), singleKeys: (event.target as HTMLInputElement).checked })
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'vc-keyboard': VcKeyboard
  }
}
