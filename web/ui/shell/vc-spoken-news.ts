import { html, LitElement } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import type { Chat, ConversationSummary, SessionView } from '../../chat/chat-view.ts'
import type { ConversationId } from '../../chat/messages.ts'
import { StoreController } from '../store/store-controller.ts'
import { controls } from '../style/controls.ts'
import { unreadNews } from './unread-news.ts'

const KEPT_MS = 4_000

/** Tells screen readers what others see at a glance: a badge that appears, a banner that goes. */
@customElement('vc-spoken-news')
export class VcSpokenNews extends LitElement {
  static override readonly styles = controls

  @property({ attribute: false }) chat!: Chat
  /** The conversation in sight: its log tells for itself. */
  @property({ attribute: false }) current: ConversationId | undefined
  @state() private words = ''
  private readonly session = new StoreController(this, () => this.chat.session)
  private readonly conversations = new StoreController(this, () => this.chat.conversations)
  #before: readonly ConversationSummary[] = []
  #isLost = false
  #timer: ReturnType<typeof setTimeout> | undefined

  override disconnectedCallback() {
    super.disconnectedCallback()
    clearTimeout(this.#timer)
  }

  override willUpdate() {
    const now = this.conversations.value
    const unread = unreadNews({ before: this.#before, now, current: this.current })
    this.#before = now
    const words = [this.#connection(this.session.value), unread].filter(Boolean).join(' ')
    if (words) this.#say(words)
  }

  override render() {
    return html`<p class="visually-hidden" role="status">${this.words}</p>`
  }

  #connection(session: SessionView): string {
    const isBack = this.#isLost && session.state === 'signedIn'
    if (session.state !== 'reconnecting') this.#isLost = false
    else this.#isLost ||= session.loss !== null
    return isBack ? 'Back online.' : ''
  }

  /** Gone after a while: who reads the page finds what is so now. */
  #say(words: string) {
    this.words = words
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => (this.words = ''), KEPT_MS)
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'vc-spoken-news': VcSpokenNews
  }
}
