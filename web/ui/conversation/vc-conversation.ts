import { css, html, LitElement, nothing } from 'lit'
import { customElement, property, query } from 'lit/decorators.js'
import type { Chat, ContactView, ConversationContent } from '../../chat/chat-view.ts'
import { UNKNOWN } from '../../chat/contact-view.ts'
import { isOwn, type ConversationId, type Message } from '../../chat/messages.ts'
import { NOTHING } from '../../chat/open-conversation.ts'
import { createStore, type Readable } from '../../chat/store.ts'
import type { Environment } from '../environment.ts'
import { colorKey } from '../parts/color-key.ts'
import { HandBackController } from '../parts/hand-back.ts'
import { MinuteController } from '../parts/minute.ts'
import { hasTouchKeyboard } from '../parts/touch-keyboard.ts'
import { wholeMinute } from '../parts/whole-minute.ts'
import { isSignedOut } from '../store/signed-out.ts'
import { StoreController } from '../store/store-controller.ts'
import { controls } from '../style/controls.ts'
import { conversationTitle } from '../words/conversation.ts'
import { typingWords } from '../words/typing.ts'
import { FindController } from './find-controller.ts'
import type { Bookmark } from './scroll-keeper.ts'
import type { SubmittedEvent } from './submitted-event.ts'
import type { VcComposer } from './vc-composer.ts'
import type { VcConversationHeader } from './vc-conversation-header.ts'
import type { VcMessageLog } from './vc-message-log.ts'
import './vc-composer.ts'
import './vc-conversation-header.ts'
import './vc-empty-log.ts'
import './vc-key-banner.ts'
import './vc-message-log.ts'

/** An open conversation: header, log, composer. One element serves one conversation: whoever renders it keys it. */
@customElement('vc-conversation')
export class VcConversation extends LitElement {
  static override readonly styles = [
    controls,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-block-size: 0;
        min-inline-size: 0;
        background: var(--surface);
      }

      vc-message-log {
        flex: 1;
      }

      /* With hardly any height the message box is scrolled to, past what is said above it. */
      @media (height < 20rem) {
        :host {
          overflow-y: auto;
          scroll-padding-block: 1rem;
        }

        vc-message-log {
          min-block-size: 3rem;
        }
      }

      @media print {
        :host {
          display: block;
          overflow: visible;
        }

        vc-composer,
        vc-key-banner {
          display: none;
        }
      }
    `,
  ]

  @property({ attribute: false }) chat!: Chat
  @property({ attribute: false }) environment!: Environment
  @property({ attribute: false }) conversation: ConversationId = 'everyone'
  /** Where the reader is in it, when one comes back. */
  @property({ attribute: false }) bookmark: Bookmark = { place: undefined }
  @property({ type: Boolean, attribute: 'details-open' }) detailsOpen = false
  @query('vc-conversation-header') private readonly header?: VcConversationHeader
  @query('vc-composer') private readonly composer?: VcComposer
  @query('vc-message-log') private readonly log?: VcMessageLog
  private readonly session = new StoreController(this, () => this.chat.session)
  private readonly people = new StoreController(this, () => this.chat.people)
  private readonly conversations = new StoreController(this, () => this.chat.conversations)
  private readonly contact = new StoreController(this, () => this.#contact)
  private readonly content = new StoreController(this, () => this.#content)
  readonly #find = new FindController(this, () => this.session.value)
  #contact: Readable<ContactView> = createStore(UNKNOWN)
  #content: Readable<ConversationContent> = createStore(NOTHING)
  #release: (() => void) | undefined

  /** For a reader who comes back from the details. */
  focusDetails() {
    this.header?.focusDetails()
  }

  /** For a reader whose button is gone: where one writes, but without calling up the keyboard of a phone. */
  takeFocus() {
    if (hasTouchKeyboard()) this.log?.focus()
    else this.composer?.focus()
  }

  /** Opens the bar that finds text. */
  find() {
    void this.#find.open()
  }

  constructor() {
    super()
    this.addController(new HandBackController(this))
    this.addController(new MinuteController(this))
  }

  override disconnectedCallback() {
    super.disconnectedCallback()
    this.#release?.()
    this.#release = undefined
  }

  override willUpdate() {
    const { chat, conversation } = this
    if (this.#release) return
    const opened = chat.open(conversation)
    this.#release = () => opened.release()
    this.#content = opened.content
    if (conversation !== 'everyone') this.#contact = chat.contact(conversation)
  }

  override firstUpdated() {
    if (!hasTouchKeyboard()) void this.composer?.updateComplete.then(() => this.composer?.focus())
  }

  override render() {
    const { chat, conversation } = this
    const session = this.session.value
    const signedOut = isSignedOut(session)
    const self = session.state !== 'new' && session.name === conversation
    const person = this.people.value.find(({ name }) => name === conversation)
    const summary = this.conversations.value.find(({ id }) => id === conversation)
    const content = this.content.value
    const title = conversationTitle(conversation)
    const now = wholeMinute(this.environment.wallTime())
    return html`
      <vc-conversation-header
        .conversation=${conversation}
        .people=${this.people.value}
        .person=${person}
        color-key=${colorKey(conversation, { person, session, environment: this.environment })}
        typing=${typingWords(summary?.typing ?? [])}
        ?muted=${summary?.muted === true}
        .contact=${this.contact.value}
        ?self=${self}
        ?connected=${session.state === 'signedIn'}
        ?details-open=${this.detailsOpen}
        ?finding=${this.#find.isOpen}
        .now=${now}
        @vc-find=${this.#toggleFind}
      ></vc-conversation-header>
      ${
        this.contact.value.changed && conversation !== 'everyone'
          ? html`<vc-key-banner
              .chat=${chat}
              .name=${conversation}
              ?recovered=${this.contact.value.changed.recovered}
              ?signed-out=${signedOut}
            ></vc-key-banner>`
          : nothing
      }
      ${
        this.#find.isOpen
          ? html`<vc-find .messages=${content.messages} .log=${this.log} @close=${() => this.#find.close()}></vc-find>`
          : nothing
      }
      <vc-message-log
        .chat=${chat}
        .conversation=${conversation}
        .content=${content}
        .people=${this.people.value}
        label=${conversation === 'everyone' ? 'Messages in Everyone' : `Messages with ${title}`}
        .now=${now}
        ?signed-out=${signedOut}
        .bookmark=${this.bookmark}
        @vc-seen=${() => this.chat.markRead(conversation)}
        @vc-drawn=${() => this.composer?.giveWay()}
      >
        <vc-empty-log
          .conversation=${conversation}
          ?self=${self}
          .online=${person?.online ?? null}
          ?blocked=${this.contact.value.blocked}
          ?known=${conversation === 'everyone' || self || person !== undefined || session.state !== 'signedIn'}
        ></vc-empty-log>
      </vc-message-log>
      <vc-composer
        .chat=${chat}
        .conversation=${conversation}
        .names=${this.people.value.map(({ name }) => name)}
        .draft=${summary?.draft ?? ''}
        .lastOwn=${this.#lastOwn()}
        closed=${this.#whyClosed()}
        placeholder=${self ? 'Note to yourself' : `Message ${title}`}
        @vc-submitted=${this.#submitted}
        >${
          conversation !== 'everyone' && this.contact.value.blocked && !signedOut
            ? html`<button @click=${() => void chat.setBlocked(conversation, false)}>Unblock</button>`
            : nothing
        }</vc-composer
      >
    `
  }

  #whyClosed(): string {
    const session = this.session.value
    if (isSignedOut(session)) return 'You are signed out. Sign in to write.'
    if (session.state === 'signingOut') return 'Signing out: writing is off.'
    if (this.contact.value.blocked) return `You blocked ${this.conversation}.`
    return ''
  }

  #lastOwn(): Message | undefined {
    return this.content.value.messages.findLast(isOwn)
  }

  readonly #toggleFind = () => {
    if (this.#find.isOpen) this.#find.close()
    else this.find()
  }

  readonly #submitted = ({ result }: SubmittedEvent) => {
    if (result.kind === 'accepted' && result.conversation === this.conversation) this.log?.jumpToEnd()
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'vc-conversation': VcConversation
  }
}
