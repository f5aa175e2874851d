import { html, LitElement } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { live } from 'lit/directives/live.js'
import type { Store } from '../../chat/store.ts'
import { askToNotify } from '../shell/attention.ts'
import type { Preferences } from '../shell/preferences.ts'
import { StoreController } from '../store/store-controller.ts'
import { controls } from '../style/controls.ts'
import { settingsStyle } from './settings-style.ts'

/** Desktop notifications and the sound. */
@customElement('vc-notifications')
export class VcNotifications extends LitElement {
  static override readonly styles = [controls, settingsStyle]

  @property({ attribute: false }) preferences!: Store<Preferences>
  private readonly chosen = new StoreController(this, () => this.preferences)

  override render() {
    const available = 'Notification' in globalThis
    const permission = available ? Notification.permission : undefined
    const denied = permission === 'denied'
    return html`
      <h3>Notifications</h3>
      <div class="row">
        <label for="notify">
          <span id="name">Desktop notifications</span>
          <small id="hint">
            ${
              denied
                ? 'Blocked in the browser’s settings for this page.'
                : available
                  ? 'When a message comes while this tab is in the background.'
                  : 'This browser does not support them.'
            }
          </small>
        </label>
        <input
          id="notify"
          type="checkbox"
          aria-labelledby="name"
          aria-describedby="hint"
          .checked=${live(this.chosen.value.notifications === 'on' && permission === 'granted')}
          ?disabled=${denied || !available}
          @change=${this.#notify}
        />
      </div>
      <div class="row">
        <label for="sound">Sound</label>
        <input
          id="sound"
          type="checkbox"
          .checked=${this.chosen.value.sound}
          @change=${(event: Event) => this.#set({ sound: (event.target as HTMLInputElement).checked })}
        />
      </div>
    `
  }

  readonly #notify = async (event: Event) => {
    const box = event.target as HTMLInputElement
    this.#set({ notifications: box.checked ? await askToNotify() : 'off' })
    this.requestUpdate()
  }

  #set(change: Partial<Preferences>) {
    this.preferences.set({ ...this.preferences.get(), ...change })
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'vc-notifications': VcNotifications
  }
}
