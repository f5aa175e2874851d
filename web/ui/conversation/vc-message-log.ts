import { html, LitElement, nothing, type PropertyValues } from 'lit'
import { customElement, property, query, state } from 'lit/decorators.js'
import { classMap } from 'lit/directives/class-map.js'
import { repeat } from 'lit/directives/repeat.js'
import { ArrowDown } from 'lucide'
import type { MessageId } from '../../../protocol/ids.ts'
import type { Chat, ConversationContent, Person } from '../../chat/chat-view.ts'
import type { ConversationId, Message } from '../../chat/messages.ts'
import { nextFrame } from '../parts/next-frame.ts'
import { controls } from '../style/controls.ts'
import { pageTime } from '../words/page-time.ts'
import { plural } from '../words/time.ts'
import { copiedMessages } from './copied-messages.ts'
import { logRows, messageKey, type LogRow } from './log-rows.ts'
import { logStyle } from './log-style.ts'
import { followEnd, growDown, growUp, openWindow, stayPut, type LogWindow } from './log-window.ts'
import { messageStyle } from './message-style.ts'
import { ScrollKeeper } from './scroll-keeper.ts'
import './vc-message.ts'

/** Nearer to an edge of the window than this, more messages come in. */
const EDGE_PX = 800
/** Screen readers look at what was added within this time. */
const ANNOUNCE_AFTER_MS = 500

/**
 * The messages of a conversation: a window over them that grows where the reader goes, stuck to the end while the
 * reader is there.
 * @slot - what is said while there are no messages
 * @fires vc-seen - the newest message is in sight
 */
@customElement('vc-message-log')
export class VcMessageLog extends LitElement {
  static override readonly styles = [controls, messageStyle, logStyle]

  @property({ attribute: false }) chat!: Chat
  @property({ attribute: false }) conversation: ConversationId = 'everyone'
  @property({ attribute: false }) content!: ConversationContent
  @property({ attribute: false }) people: readonly Person[] = []
  @property() label = ''
  @property({ type: Number }) now = 0
  @state() private window: LogWindow | undefined
  @state() private atEnd = true
  /** While older or newer messages come in because of scrolling: they are not announced. */
  @state() private growing = false
  @query('.log') private readonly log?: HTMLElement
  /** How many messages there were when the reader left the end. */
  #totalWhenLeft = 0
  /** Where the line above what is new stays, whatever arrives later. */
  #unreadFrom: MessageId | null = null
  #opening = false
  #grown: ReturnType<typeof setTimeout> | undefined
  #shown: Message | undefined
  readonly #keeper = new ScrollKeeper(this, () => this.log)

  /** Whether the newest message is in sight. */
  get isAtEnd(): boolean {
    return this.window !== undefined && this.atEnd
  }

  /** Shows the end, and stays there. */
  jumpToEnd() {
    this.window = openWindow(this.content.messages.length)
    this.#stick(true)
  }

  /** A burst of arrivals is drawn once a frame. */
  protected override async scheduleUpdate() {
    await nextFrame()
    return super.scheduleUpdate()
  }

  override willUpdate(changed: PropertyValues<this>) {
    const { content } = this
    if (changed.has('content') && content.state === 'ready') {
      const total = content.messages.length
      if (this.window) this.window = this.atEnd ? followEnd(this.window, total) : stayPut(this.window, total)
      else this.#open()
    }
    this.#keeper.remember(this.atEnd)
  }

  override updated() {
    void this.#drawn().then(() => (this.#opening ? this.#scrollToNew() : this.#keeper.restore()))
    const newest = this.content.messages.at(-1)
    if (this.atEnd && newest !== this.#shown && this.content.state === 'ready') {
      this.#shown = newest
      this.dispatchEvent(new Event('vc-seen'))
    }
  }

  override render() {
    const window = this.window ?? openWindow(0)
    const rows = logRows({ ...this.content, unreadFrom: this.#unreadFrom }, window.from, window.to)
    const colors = new Map(this.people.map(({ name, device }) => [name, device]))
    const lastRead = this.content.messages.findLast((m) => m.kind === 'outgoing' && m.seq <= this.content.readUpTo)
    const missed = this.atEnd ? 0 : this.#missed()
    return html`
      <div
        class="log"
        role="log"
        aria-label=${this.label}
        aria-live=${this.growing ? 'off' : 'polite'}
        aria-busy=${this.content.state === 'loading' ? 'true' : 'false'}
        tabindex="0"
        @scroll=${this.#scrolled}
        @keydown=${this.#keyPressed}
      >
        <div class=${classMap({ rows: true, blank: rows.length === 0 })}>
          ${rows.length === 0 && this.content.state === 'ready' ? html`<slot></slot>` : nothing}
          ${repeat(
            rows,
            (row) => row.key,
            (row) => this.#row(row, colors, lastRead),
          )}
        </div>
      </div>
      ${
        this.atEnd
          ? nothing
          : html`<button
              class="jump"
              aria-label=${missed > 0 ? `Jump to latest, ${plural(missed, 'new message')}` : 'Jump to latest'}
              @click=${() => this.jumpToEnd()}
            >
              ${missed > 0 ? html`<span class="count">${missed > 99 ? '99+' : missed}</span>` : nothing}
              <vc-icon .node=${ArrowDown}></vc-icon>
            </button>`
      }
    `
  }

  #row(row: LogRow, colors: ReadonlyMap<string, string>, lastRead: Message | undefined) {
    switch (row.kind) {
      case 'day':
        return html`<h2 class="day">
          <time datetime=${new Date(row.at).toISOString()}>${pageTime.day(row.at, this.now)}</time>
        </h2>`
      case 'new':
        return html`<p class="new"><span>New messages</span></p>`
      case 'gap':
        return html`<p class="gap">${plural(row.missing, 'message')} still missing here</p>`
      case 'message':
        return html`<vc-message
          .row=${row}
          .chat=${this.chat}
          .colorKey=${colors.get(row.message.from) ?? row.message.from}
          ?group=${this.conversation === 'everyone'}
          ?read=${row.message === lastRead}
        ></vc-message>`
    }
  }

  /** The first look: at what is new, or at the end. */
  #open() {
    const { messages, unreadFrom } = this.content
    const index = unreadFrom === null ? -1 : messages.findIndex(({ id }) => id === unreadFrom)
    this.#unreadFrom = unreadFrom
    this.#opening = true
    this.window = openWindow(messages.length, index === -1 ? undefined : index)
  }

  /** The messages draw themselves after the log, still before the frame is painted. */
  async #drawn() {
    await Promise.all([...this.renderRoot.querySelectorAll('vc-message')].map((message) => message.updateComplete))
  }

  #scrollToNew() {
    this.#opening = false
    const line = this.renderRoot.querySelector('.new')
    if (!this.log) return
    this.log.scrollTop = this.log.scrollHeight
    if (line) {
      const above = line.getBoundingClientRect().top - this.log.getBoundingClientRect().top
      if (above < 0) this.log.scrollTop += above - 48
    }
    this.#scrolled()
  }

  #missed(): number {
    return this.content.messages
      .slice(this.#totalWhenLeft)
      .filter(({ kind }) => kind === 'incoming' || kind === 'incoming-post').length
  }

  #stick(atEnd: boolean) {
    if (this.atEnd && !atEnd) this.#totalWhenLeft = this.content.messages.length
    if (this.atEnd === atEnd) return
    this.atEnd = atEnd
    // At once: a change of size before the next drawing must not take the reader to the end.
    this.#keeper.remember(atEnd)
  }

  readonly #scrolled = () => {
    const { log, window } = this
    if (!log || !window) return
    const below = log.scrollHeight - log.scrollTop - log.clientHeight
    this.#stick(below < 48 && window.to >= window.total)
    if (log.scrollTop < EDGE_PX && window.from > 0) this.#grow(growUp(window))
    else if (below < EDGE_PX && window.to < window.total) this.#grow(growDown(window))
  }

  #grow(window: LogWindow) {
    this.window = window
    this.growing = true
    clearTimeout(this.#grown)
    this.#grown = setTimeout(() => (this.growing = false), ANNOUNCE_AFTER_MS)
  }

  /** ↑ and ↓ walk from message to message. */
  readonly #keyPressed = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const articles = [...this.renderRoot.querySelectorAll('article')]
    const focused = articles.findIndex((article) => article.contains(event.composedPath()[0] as Node))
    const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0
    if (event.key === 'End') this.jumpToEnd()
    if (step === 0) return
    event.preventDefault()
    const next = focused === -1 ? articles.at(-1) : articles[focused + step]
    next?.focus()
    next?.scrollIntoView({ block: 'nearest' })
  }

  override connectedCallback() {
    super.connectedCallback()
    document.addEventListener('copy', this.#copied)
  }

  override disconnectedCallback() {
    super.disconnectedCallback()
    document.removeEventListener('copy', this.#copied)
    clearTimeout(this.#grown)
  }

  readonly #copied = (event: ClipboardEvent) => {
    const messages = new Map(this.content.messages.map((message) => [messageKey(message), message]))
    const text = copiedMessages(this.renderRoot, messages)
    if (!text) return
    event.clipboardData?.setData('text/plain', text)
    event.preventDefault()
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'vc-message-log': VcMessageLog
  }
}
