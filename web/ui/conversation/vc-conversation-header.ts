import { css, html, LitElement, nothing } from 'lit'
import { customElement, property, query } from 'lit/decorators.js'
import { ArrowLeft, BellOff, Inbox, PanelRight, Search, ShieldCheck, Zap } from 'lucide'
import type { ContactView, Person } from '../../chat/chat-view.ts'
import type { ConversationId } from '../../chat/messages.ts'
import { formatRoute } from '../shell/route.ts'
import { BackEvent } from '../shell/page-events.ts'
import { controls } from '../style/controls.ts'
import { conversationTitle } from '../words/conversation.ts'
import { linkNow, linkWords, presenceWords } from '../words/link.ts'
import { pageTime } from '../words/page-time.ts'
import { plural } from '../words/time.ts'
import '../parts/vc-avatar.ts'
import '../parts/vc-icon.ts'

/**
 * Who the conversation is with, whether they are there, and how messages travel.
 * @fires vc-find - the bar that finds text is to be opened, or closed
 */
@customElement('vc-conversation-header')
export class VcConversationHeader extends LitElement {
  static override readonly styles = [
    controls,
    css`
      :host {
        flex: none;
        display: flex;
        align-items: center;
        gap: var(--space-3);
        min-block-size: calc(var(--bar) + env(safe-area-inset-top));
        padding: env(safe-area-inset-top) var(--space-3) 0 var(--space-4);
        border-block-end: 1px solid var(--line);
        background: var(--surface);
        container-type: inline-size;
      }

      vc-avatar {
        --size: 2.25rem;
        --ring: var(--surface);
      }

      .who {
        flex: 1;
        min-inline-size: 0;
      }

      h1 {
        display: flex;
        align-items: center;
        gap: var(--space-1);
        font-size: var(--text-m);
        font-weight: 650;
        line-height: 1.3;
      }

      h1 span,
      .state {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }

      h1 vc-icon {
        font-size: 0.8rem;
        color: var(--text-muted);
      }

      h1 .verified {
        color: var(--accent);
      }

      .state {
        font-size: var(--text-xs);
        color: var(--text-muted);
      }

      .typing {
        color: var(--accent);
      }

      .way vc-icon {
        font-size: 0.625rem;
        vertical-align: -0.1em;
      }

      .back {
        display: none;
        margin-inline-start: calc(-1 * var(--space-2));
      }

      /* Where letters are very large for the screen, the name and the buttons need the room. */
      @container (inline-size < 16rem) {
        vc-avatar {
          display: none;
        }
      }

      @media (width < 45em) {
        :host {
          gap: var(--space-2);
          padding-inline-end: var(--space-2);
        }

        .back {
          display: inline-flex;
        }
      }

      @media print {
        :host {
          padding-inline: 0;
        }

        button,
        .button,
        vc-avatar {
          display: none;
        }
      }
    `,
  ]

  @property({ attribute: false }) conversation: ConversationId = 'everyone'
  @property({ attribute: false }) people: readonly Person[] = []
  @property({ attribute: false }) person: Person | undefined
  @property({ attribute: 'color-key' }) colorKey = ''
  /** Who is typing, in words. */
  @property() typing = ''
  @property({ type: Boolean }) muted = false
  @property({ attribute: false }) contact!: ContactView
  @property({ type: Boolean }) self = false
  /** Whether oneself is signed in. */
  @property({ type: Boolean }) connected = false
  /** Whether the details are beside it; its button then closes them. */
  @property({ type: Boolean, attribute: 'details-open' }) detailsOpen = false
  /** Whether the bar that finds text is open. */
  @property({ type: Boolean }) finding = false
  @property({ attribute: false }) now = 0
  @query('[aria-label=Details]') private readonly details?: HTMLElement

  /** For a reader who comes back from the details: the link that led there. */
  focusDetails() {
    this.details?.focus()
  }

  override render() {
    const { conversation } = this
    return html`
      <button class="icon back" aria-label="Back to conversations" @click=${() => this.dispatchEvent(new BackEvent())}>
        <vc-icon .node=${ArrowLeft}></vc-icon>
      </button>
      <vc-avatar
        name=${conversation}
        color-key=${this.colorKey}
        ?online=${this.self ? this.connected : this.person?.online === true}
      ></vc-avatar>
      <div class="who">
        <h1>
          <span>${conversationTitle(conversation)}</span>
          ${
            this.contact.verified
              ? html`<vc-icon
                  class="verified"
                  role="img"
                  aria-label="verified"
                  data-tip="Key verified"
                  .node=${ShieldCheck}
                ></vc-icon>`
              : nothing
          }
          ${
            this.muted
              ? html`<vc-icon role="img" aria-label="muted" data-tip="Muted" .node=${BellOff}></vc-icon>`
              : nothing
          }
        </h1>
        <p class="state">${this.#state()}</p>
      </div>
      <button
        class="icon"
        aria-label="Find text"
        aria-expanded=${this.finding}
        data-tip="Find text"
        @click=${() => this.dispatchEvent(new Event('vc-find'))}
      >
        <vc-icon .node=${Search}></vc-icon>
      </button>
      <a
        class="button icon"
        href=${formatRoute({ pane: this.detailsOpen ? 'conversation' : 'details', conversation })}
        aria-label="Details"
        data-tip="Details"
      >
        <vc-icon .node=${PanelRight}></vc-icon>
      </a>
    `
  }

  #state() {
    if (this.typing)
      return html`<span class="typing">${this.conversation === 'everyone' ? this.typing : 'typing…'}</span>`
    if (this.conversation === 'everyone') {
      const people = plural(this.people.length + 1, 'person', 'people')
      const online = this.people.filter((person) => person.online).length
      return this.connected ? `${people}, ${online + 1} online` : people
    }
    if (this.self) return 'Notes to yourself'
    if (this.contact.blocked) return 'Blocked'
    if (!this.person) return 'not on this server'
    return html`${presenceWords(this.person, pageTime, this.now)}${this.#way(this.person)}`
  }

  #way(person: Person) {
    const link = linkNow(this.contact.link, person.online)
    if (link.state !== 'open' && (link.state !== 'mailbox' || !person.online)) return nothing
    const direct = [Zap, link.state === 'open' && link.relayed ? 'through a relay' : 'direct'] as const
    const [icon, words] = link.state === 'open' ? direct : ([Inbox, 'through the mailbox'] as const)
    return html` ·
      <span class="way" data-tip=${linkWords(link, person.name, pageTime)}>
        <vc-icon .node=${icon}></vc-icon> ${words}
      </span>`
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'vc-conversation-header': VcConversationHeader
  }
}
