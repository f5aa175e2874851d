import { css, html, LitElement, nothing } from 'lit'
import { customElement, property, query } from 'lit/decorators.js'
import { Bell, BellOff, X } from 'lucide'
import type { Chat, Person } from '../../chat/chat-view.ts'
import type { ConversationId } from '../../chat/messages.ts'
import type { Environment } from '../environment.ts'
import { colorKey } from '../parts/color-key.ts'
import { MinuteController } from '../parts/minute.ts'
import { BackEvent } from '../shell/page-events.ts'
import { StoreController } from '../store/store-controller.ts'
import { controls } from '../style/controls.ts'
import { conversationTitle } from '../words/conversation.ts'
import { presenceWords } from '../words/link.ts'
import { pageTime } from '../words/page-time.ts'
import { plural } from '../words/time.ts'
import '../parts/vc-avatar.ts'
import '../parts/vc-icon.ts'
import './vc-peer-details.ts'

/** The panel beside a conversation: who it is with, how messages travel, keys, mute, block. */
@customElement('vc-details')
export class VcDetails extends LitElement {
  static override readonly styles = [
    controls,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-block-size: 0;
        background: var(--surface-side);
      }

      header {
        display: flex;
        align-items: center;
        flex: none;
        min-block-size: calc(var(--bar) + env(safe-area-inset-top));
        padding: env(safe-area-inset-top) var(--space-3) 0 var(--space-5);
      }

      header h2 {
        margin-inline-end: auto;
        border-radius: var(--radius-s);
        font-size: var(--text-m);
        font-weight: 650;
      }

      .content {
        flex: 1;
        min-block-size: 0;
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        align-content: start;
        gap: var(--space-5);
        padding: var(--space-2) var(--space-5) max(var(--space-5), env(safe-area-inset-bottom));
        overflow-y: auto;
      }

      .who {
        display: grid;
        justify-items: center;
        gap: var(--space-1);
        text-align: center;
        overflow-wrap: anywhere;
      }

      .who vc-avatar {
        --size: 4.5rem;
        margin-block-end: var(--space-2);
      }

      .who strong {
        font-size: var(--text-l);
        font-weight: 650;
      }
    `,
  ]

  @property({ attribute: false }) chat!: Chat
  @property({ attribute: false }) environment!: Environment
  @property({ attribute: false }) conversation: ConversationId = 'everyone'
  @query('h2') private readonly heading?: HTMLElement
  private readonly session = new StoreController(this, () => this.chat.session)
  private readonly people = new StoreController(this, () => this.chat.people)
  private readonly conversations = new StoreController(this, () => this.chat.conversations)

  constructor() {
    super()
    this.addController(new MinuteController(this))
  }

  /** For a reader who has just come here: the heading. */
  override focus() {
    this.heading?.focus()
  }

  override render() {
    const { conversation } = this
    const session = this.session.value
    const self = session.state !== 'new' && session.name === conversation
    const person = this.people.value.find(({ name }) => name === conversation)
    return html`
      <header>
        <h2 tabindex="-1">Details</h2>
        <button class="icon" aria-label="Close details" @click=${() => this.dispatchEvent(new BackEvent())}>
          <vc-icon .node=${X}></vc-icon>
        </button>
      </header>
      <div class="content">
        <div class="who">
          <vc-avatar
            name=${conversation}
            color-key=${colorKey(conversation, { person, session, environment: this.environment })}
          ></vc-avatar>
          <strong>${conversationTitle(conversation)}</strong>
          <span class="small muted">${this.#subtitle(person, self)}</span>
        </div>
        ${self ? nothing : this.#muteButton()}
        ${
          conversation === 'everyone' || self
            ? html`<p class="small muted">
                ${
                  self
                    ? 'Notes to yourself are kept in this browser and go nowhere.'
                    : 'An open room: whoever signs in on this server may read it, and the server can too. Posts are signed, so nobody can write in your name.'
                }
              </p>`
            : html`<vc-peer-details
                .chat=${this.chat}
                .name=${conversation}
                .online=${person?.online}
              ></vc-peer-details>`
        }
      </div>
    `
  }

  #subtitle(person: Person | undefined, self: boolean): string {
    if (self) return 'You'
    if (this.conversation === 'everyone') return plural(this.people.value.length + 1, 'person', 'people')
    return person ? presenceWords(person, pageTime, this.environment.wallTime()) : 'not on this server'
  }

  #muteButton() {
    const { conversation } = this
    const muted = this.conversations.value.find(({ id }) => id === conversation)?.muted ?? false
    return html`<button @click=${() => this.chat.setMuted(conversation, !muted)}>
      <vc-icon .node=${muted ? Bell : BellOff}></vc-icon>${muted ? 'Unmute' : 'Mute'}
    </button>`
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'vc-details': VcDetails
  }
}
