import { html, LitElement, nothing, type PropertyValues } from 'lit'
import { customElement, property, query, state } from 'lit/decorators.js'
import { classMap } from 'lit/directives/class-map.js'
import type { Chat, ConversationContent, Person } from '../../chat/chat-view.ts'
import type { ConversationId, Message } from '../../chat/messages.ts'
import { HandBackEvent } from '../parts/hand-back.ts'
import { createPace } from '../parts/pace.ts'
import { controls } from '../style/controls.ts'
import { CopyController } from './copied-messages.ts'
import { GrowingWindow } from './growing-window.ts'
import { jumpButton } from './jump-button.ts'
import { createLogNews } from './log-news.ts'
import { drawnIn, logRowsTemplate } from './log-row-template.ts'
import { goneFromStart, indexOfMessage, logRows, messageKey } from './log-rows.ts'
import { logStyle } from './log-style.ts'
import { messageStyle } from './message-style.ts'
import { ScrollKeeper, type Bookmark } from './scroll-keeper.ts'
import { SightController } from './sight-controller.ts'
import { walkLog } from './walk-log.ts'

/**
 * The messages of a conversation: a window over them that grows where the reader goes, stuck to the end while the
 * reader is there.
 * @slot - what is said while there are no messages
 * @fires vc-seen - the newest message is in sight
 * @fires vc-drawn - what was given is drawn, and will be painted with the next frame
 */
@customElement('vc-message-log')
export class VcMessageLog extends LitElement {
  static override readonly styles = [controls, messageStyle, logStyle]

  @property({ attribute: false }) chat!: Chat
  @property({ attribute: false }) conversation: ConversationId = 'everyone'
  @property({ attribute: false }) content!: ConversationContent
  @property({ attribute: false }) people: readonly Person[] = []
  @property() label = ''
  @property({ attribute: false }) now = 0
  @property({ type: Boolean, attribute: 'signed-out' }) signedOut = false
  /** The key of the message that was found. */
  @property({ attribute: false }) found = ''
  @property({ attribute: false }) bookmark: Bookmark = { place: undefined }
  @state() private atEnd = true
  @query('.log') private readonly log?: HTMLElement
  #opening = false
  #begun = 0
  readonly #window = new GrowingWindow(this)
  readonly #news = createLogNews()
  readonly #keeper = new ScrollKeeper(this, () => this.log)
  readonly #sight = new SightController(this, { box: () => this.log, cameBack: () => this.#cameBack() })
  readonly #pace = createPace()

  constructor() {
    super()
    this.addController(new CopyController({ root: () => this.renderRoot, messages: () => this.content.messages }))
  }

  override focus() {
    this.log?.focus()
  }

  /** Shows the end, and stays there. */
  jumpToEnd() {
    // Who is there already keeps what is drawn: to begin anew would draw a screenful twice for each message of one's own.
    if (!this.atEnd) this.#window.open(this.content.messages.length)
    this.#stick(true)
  }

  /** Shows the first message, and goes there: what had the focus may not be in the page any more. */
  async #jumpToStart() {
    await this.draw(this.content.messages[0])
    this.log?.scrollTo(0, 0)
    this.#scrolled()
    this.renderRoot.querySelector('article')?.focus({ preventScroll: true })
  }

  /** Draws a message and what is around it, wherever the reader was. */
  async draw(message: Message | undefined) {
    const { messages } = this.content
    if (this.#window.goTo(messages.length, indexOfMessage(messages, message))) this.#stick(false)
    await this.updateComplete
    await drawnIn(this.renderRoot)
  }

  /** Scrolls to what is there in the page, unless it is in sight. */
  bring(place: DOMRect) {
    this.#keeper.bring(place)
    this.#scrolled()
  }

  protected override async scheduleUpdate() {
    const isNews = this.#isWatched() && this.#news.isNews(this.content.messages.at(-1))
    const otherwise = !this.atEnd && this.#window.isGrowing ? 'sought' : 'other'
    this.#begun = await this.#pace.turn(isNews ? 'news' : otherwise)
    return super.scheduleUpdate()
  }

  override willUpdate(changed: PropertyValues<this>) {
    const { content } = this
    if (changed.has('content') && content.state === 'ready') {
      if (this.#window.current) {
        const { messages } = content
        const before = changed.get('content')?.messages ?? []
        this.#holdFound(before)
        this.#window.follow(messages.length, this.#isToEnd(), goneFromStart(before, messages))
        this.#news.came({ messages, before, watched: this.#isWatched() })
      } else this.#open()
    }
    this.#keeper.remember(this.atEnd)
  }

  override updated() {
    this.dispatchEvent(new Event('vc-drawn'))
    if (this.#isBehind()) this.#window.catchUp()
    void drawnIn(this.renderRoot).then(() => {
      if (this.#opening) this.#scrollToNew()
      else this.#keeper.restore()
      this.#fill()
      this.#pace.drew(performance.now() - this.#begun)
      this.#see()
    })
  }

  /** Whether the end is where the reader wants to be, and not drawn yet. */
  #isBehind(): boolean {
    return this.#isToEnd() && !this.#window.hasEnd
  }

  /** Not while the beginning of what is new is about to be shown. */
  #isToEnd(): boolean {
    return this.atEnd && !(this.#opening && this.#news.isWaiting())
  }

  #isWatched(): boolean {
    return this.atEnd && this.#sight.isInSight
  }

  /** What comes does not push out of sight what was found. */
  #holdFound(before: readonly Message[]) {
    if (!this.atEnd || !this.#news.isNews(this.content.messages.at(-1))) return
    if (!this.#keeper.isAtRisk(this.renderRoot.querySelector('vc-message[found]'))) return
    this.#stick(false)
    this.#news.leave(before)
  }

  /** Tells once that the newest message is in sight, of a page that can be seen. */
  #see() {
    const isDrawn = this.content.state === 'ready' && !this.#opening && !this.#isBehind()
    if (!isDrawn || !this.#isWatched()) return
    if (this.#news.see(this.content.messages.at(-1))) this.dispatchEvent(new Event('vc-seen'))
  }

  override render() {
    const window = this.#window.current
    const rows = window ? logRows({ ...this.content, unreadFrom: this.#news.lineAt() }, window.from, window.to) : []
    return html`
      <div
        class="log"
        role="log"
        aria-label=${this.label}
        aria-live=${this.#window.isGrowing ? 'off' : 'polite'}
        aria-busy=${this.content.state === 'loading' ? 'true' : 'false'}
        tabindex="0"
        @scroll=${this.#scrolled}
        @keydown=${this.#keyPressed}
        @vc-folded=${this.#folded}
      >
        <div class=${classMap({ rows: true, blank: rows.length === 0 })}>
          ${rows.length === 0 && this.content.state === 'ready' ? html`<slot></slot>` : nothing}
          ${logRowsTemplate(rows, this)}
        </div>
      </div>
      ${this.atEnd ? nothing : jumpButton(this.#news.missed(this.content.messages), this.#jump)}
    `
  }

  /** The first look: at what is new, at what was read last, or at the end. */
  #open() {
    this.#news.open(this.content.unreadFrom)
    if (this.content.unreadFrom) this.bookmark.place = undefined
    this.#look()
  }

  #look() {
    const [{ messages }, { place }] = [this.content, this.bookmark]
    const isIt = (message: Message) => (place ? messageKey(message) === place.key : message.id === this.#news.lineAt())
    const index = messages.findIndex(isIt)
    if (place && index !== -1) this.#stick(false)
    this.#opening = true
    this.#window.open(messages.length, index === -1 ? undefined : index, this.log?.clientHeight)
  }

  /** More comes in at an edge that is near. */
  #fill() {
    if (this.log && !this.#isBehind()) this.#window.growIn(this.log)
  }

  #scrollToNew() {
    // What is new may go on beyond what is drawn, however little of it fills the box.
    if (!this.#isToEnd() && !this.#window.hasEnd) this.#stick(false)
    this.#opening = false
    this.#keeper.begin(this.renderRoot.querySelector('.new'))
    this.#scrolled()
    this.#see()
  }

  #stick(atEnd: boolean) {
    if (this.atEnd && !atEnd) this.#news.leave(this.content.messages)
    if (this.atEnd === atEnd) return
    this.atEnd = atEnd
    // At once: a change of size before the next drawing must not take the reader to the end.
    this.#keeper.remember(atEnd)
  }

  readonly #scrolled = () => {
    if (!this.log || !this.#window.current) return
    this.#stick(this.#keeper.isNearEnd() && (this.atEnd || this.#window.hasEnd))
    if (!this.atEnd) this.#keeper.remember(false)
    this.#fill()
  }

  /** Who unfolds a text reads on where it was cut, not at its end; who folds it, still has it before them. */
  readonly #folded = async ({ target }: Event) => {
    this.#stick(false)
    await Promise.all([this.updateComplete, drawnIn(this.renderRoot)])
    this.#keeper.showAgain(target)
    this.#scrolled()
  }

  readonly #jump = () => {
    this.jumpToEnd()
    this.dispatchEvent(new HandBackEvent())
  }

  readonly #keyPressed = (event: KeyboardEvent) => {
    if (this.log) walkLog(this.log, event, { start: () => void this.#jumpToStart(), end: () => this.jumpToEnd() })
  }

  /** Back from elsewhere, or from the details, one looks at what came meanwhile. */
  #cameBack() {
    if (!this.#window.current) return
    if (this.atEnd && this.#news.isWaiting()) this.#look()
    this.requestUpdate()
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'vc-message-log': VcMessageLog
  }
}
