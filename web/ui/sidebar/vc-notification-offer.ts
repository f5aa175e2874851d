import { css, html, LitElement, nothing } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import type { Chat, ConversationSummary } from '../../chat/chat-view.ts'
import type { Store } from '../../chat/store.ts'
import { askToNotify } from '../shell/attention.ts'
import type { Preferences } from '../shell/preferences.ts'
import { StoreController } from '../store/store-controller.ts'
import { controls } from '../style/controls.ts'

/** Offers desktop notifications, once, when somebody has written: only then is it clear what they are for. */
@customElement('vc-notification-offer')
export class VcNotificationOffer extends LitElement {
  static override readonly styles = [
    controls,
    css`
      .offer {
        display: grid;
        gap: var(--space-2);
        margin: 0 var(--space-3) var(--space-3);
        padding: var(--space-3);
        border: 1px solid var(--line);
        border-radius: var(--radius-m);
        background: var(--surface);
      }

      .buttons {
        display: flex;
        gap: var(--space-2);
      }
    `,
  ]

  @property({ attribute: false }) chat!: Chat
  @property({ attribute: false }) preferences!: Store<Preferences>
  private readonly conversations = new StoreController<readonly ConversationSummary[]>(this, [])
  private readonly chosen = new StoreController<Preferences | undefined>(this, undefined)

  /** Read once: each reading asks the browser's main process. */
  readonly #possible = 'Notification' in globalThis && Notification.permission !== 'denied'

  override willUpdate() {
    this.conversations.follow(this.chat.conversations)
    this.chosen.follow(this.preferences)
  }

  override render() {
    if (!this.#possible || this.chosen.value?.notifications !== 'unasked' || !this.#hasHeard()) return nothing
    return html`<div class="offer">
      <p class="small">Hear of new messages while this tab is in the background?</p>
      <div class="buttons">
        <button class="primary" @click=${this.#accept}>Notify me</button>
        <button class="plain" @click=${() => this.#choose('off')}>No thanks</button>
      </div>
    </div>`
  }

  /** Somebody wrote to this person alone. */
  #hasHeard(): boolean {
    return this.conversations.value.some(({ newest }) => newest?.kind === 'incoming')
  }

  readonly #accept = async () => this.#choose(await askToNotify())

  #choose(notifications: Preferences['notifications']) {
    this.preferences.set({ ...this.preferences.get(), notifications })
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'vc-notification-offer': VcNotificationOffer
  }
}
