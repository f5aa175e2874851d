import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import type { Chat } from '../../chat/chat-view.ts'
import type { Store } from '../../chat/store.ts'
import { HandBackController } from '../parts/hand-back.ts'
import { askToNotify } from '../shell/attention.ts'
import { OpenDialogEvent } from '../shell/page-events.ts'
import type { Preferences } from '../shell/preferences.ts'
import { StoreController } from '../store/store-controller.ts'
import { controls } from '../style/controls.ts'

/**
 * What is offered once and taken away for good by an answer: desktop notifications when somebody has written (only
 * then is it clear what they are for), and before that a recovery phrase. One at a time.
 */
@customElement('vc-offers')
export class VcOffers extends LitElement {
  static override readonly styles = [
    controls,
    css`
      .offer {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-2);
        margin: 0 var(--space-3) var(--space-3);
        padding: var(--space-3);
        border: 1px solid var(--line);
        border-radius: var(--radius-m);
        background: var(--surface);
      }
    `,
  ]

  @property({ attribute: false }) chat!: Chat
  @property({ attribute: false }) preferences!: Store<Preferences>
  private readonly session = new StoreController(this, () => this.chat.session)
  private readonly conversations = new StoreController(this, () => this.chat.conversations)
  private readonly chosen = new StoreController(this, () => this.preferences)

  /** Read once: each reading asks the browser's main process. */
  readonly #mayNotify = 'Notification' in globalThis && Notification.permission !== 'denied'

  constructor() {
    super()
    this.addController(new HandBackController(this))
  }

  override render() {
    const chosen = this.chosen.value
    const session = this.session.value
    if (session.state !== 'signedIn') return nothing
    if (this.#mayNotify && chosen.notifications === 'unasked' && this.#hasHeard()) return this.#notifications()
    if (chosen.recovery === 'unasked' && !session.recovery) return this.#recovery(session.name)
    return nothing
  }

  #notifications() {
    return offer(
      html`Hear of new messages while this tab is in the background?`,
      html`
        <button class="primary" @click=${this.#acceptNotifications}>Notify me</button>
        <button class="plain" @click=${() => this.#choose({ notifications: 'off' })}>No thanks</button>
      `,
    )
  }

  #recovery(name: string) {
    return offer(
      html`The name ${name} lives in this browser alone. 24 words bring it back if you lose it.`,
      html`
        <button @click=${this.#acceptRecovery}>Write them down</button>
        <button class="plain" @click=${() => this.#choose({ recovery: 'declined' })}>Not now</button>
      `,
    )
  }

  /** Somebody wrote to this person alone. */
  #hasHeard(): boolean {
    return this.conversations.value.some(({ newest }) => newest?.kind === 'incoming')
  }

  readonly #acceptNotifications = async () => this.#choose({ notifications: await askToNotify() })

  readonly #acceptRecovery = () => {
    this.dispatchEvent(new OpenDialogEvent('recovery'))
  }

  #choose(choice: Partial<Preferences>) {
    this.preferences.set({ ...this.preferences.get(), ...choice })
  }
}

function offer(words: TemplateResult, buttons: TemplateResult) {
  return html`<div class="offer">
    <p class="small">${words}</p>
    <div class="buttons">${buttons}</div>
  </div>`
}

declare global {
  interface HTMLElementTagNameMap {
    'vc-offers': VcOffers
  }
}
