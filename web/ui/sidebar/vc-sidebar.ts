import { html, LitElement, nothing, type PropertyValues } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { repeat } from 'lit/directives/repeat.js'
import { Search, X } from 'lucide'
import type { Chat } from '../../chat/chat-view.ts'
import type { ConversationId } from '../../chat/messages.ts'
import type { Store } from '../../chat/store.ts'
import type { Environment } from '../environment.ts'
import { colorKey } from '../parts/color-key.ts'
import { FootController } from '../parts/foot.ts'
import { isForInputMethod } from '../parts/input-method.ts'
import { MinuteController } from '../parts/minute.ts'
import { createPace } from '../parts/pace.ts'
import { wholeMinute } from '../parts/whole-minute.ts'
import type { Preferences } from '../shell/preferences.ts'
import { StoreController } from '../store/store-controller.ts'
import { controls } from '../style/controls.ts'
import { RowWalk } from './row-walk.ts'
import { sidebarRows, type SidebarRow } from './sidebar-rows.ts'
import { sidebarStyle } from './sidebar-style.ts'
import '../parts/vc-icon.ts'
import './vc-conversation-row.ts'
import './vc-invitation.ts'
import './vc-offers.ts'
import './vc-own-card.ts'

/** All conversations, a filter over them, and oneself. */
@customElement('vc-sidebar')
export class VcSidebar extends LitElement {
  static override readonly styles = [controls, sidebarStyle]

  @property({ attribute: false }) chat!: Chat
  @property({ attribute: false }) environment!: Environment
  @property({ attribute: false }) preferences!: Store<Preferences>
  @property({ attribute: false }) current: ConversationId | undefined
  @state() private filter = ''
  private readonly session = new StoreController(this, () => this.chat.session)
  private readonly people = new StoreController(this, () => this.chat.people)
  private readonly blocked = new StoreController(this, () => this.chat.blocked)
  private readonly conversations = new StoreController(this, () => this.chat.conversations)
  readonly #walk = new RowWalk(this, {
    rows: () => [...this.renderRoot.querySelectorAll('vc-conversation-row')],
    above: () => this.renderRoot.querySelector('input'),
  })
  readonly #pace = createPace()
  #begun = 0
  #drawn: { readonly filter: string; readonly current: ConversationId | undefined } = { filter: '', current: undefined }

  constructor() {
    super()
    this.addController(new MinuteController(this))
    // With little height the section has no box of its own.
    this.addController(new FootController(this, 'list', () => this.renderRoot.querySelectorAll('section, vc-own-card')))
  }

  /** The rows that the filter lets through, in their order. */
  get rows(): readonly SidebarRow[] {
    const session = this.session.value
    if (session.state === 'new') return []
    return sidebarRows({
      conversations: this.conversations.value,
      people: this.people.value,
      blocked: this.blocked.value,
      self: session.name,
      filter: this.filter,
    })
  }

  /** For a reader who comes from elsewhere: the row of that conversation, or the first one. */
  async focusRow(conversation: ConversationId | undefined) {
    await this.updateComplete
    const rows = [...this.renderRoot.querySelectorAll('vc-conversation-row')]
    const wanted = rows.find(({ row }) => row.id === conversation) ?? rows[0]
    await wanted?.updateComplete
    wanted?.focus()
  }

  /** A burst of arrivals is drawn now and then; what the reader does, with the next frame. */
  protected override async scheduleUpdate() {
    const isAsked = this.filter !== this.#drawn.filter || this.current !== this.#drawn.current
    this.#begun = await this.#pace.turn(isAsked ? 'sought' : 'other')
    return super.scheduleUpdate()
  }

  override updated() {
    if (this.current !== this.#drawn.current) this.#walk.show(this.current)
    this.#drawn = { filter: this.filter, current: this.current }
    // Its rows draw themselves right after it, and the frame after them.
    setTimeout(() => this.#pace.drew(performance.now() - this.#begun))
  }

  override willUpdate(changed: PropertyValues<this>) {
    if (changed.has('current')) this.#walk.moveStop(this.current)
  }

  override render() {
    const session = this.session.value
    if (session.state === 'new') return nothing
    const { rows } = this
    const none = rows.length === 0 ? `Nobody here is called “${this.filter}”.` : nothing
    const stop = this.#walk.stopOf(rows)
    // At each drawing: what comes right after midnight is of today.
    const now = wholeMinute(this.environment.wallTime())
    return html`
      ${this.#filterBox()}
      <nav aria-label="Conversations">
        <ul @focusin=${this.#walk.focusCame} @keydown=${this.#walk.keyPressed}>
          ${repeat(
            rows,
            ({ id }) => id,
            (row) =>
              html`<li>
                <vc-conversation-row
                  .row=${row}
                  color-key=${colorKey(row.id, { person: row.person, session, environment: this.environment })}
                  self=${session.name}
                  now=${now}
                  ?current=${row.id === this.current}
                  ?stop=${row.id === stop}
                  ?connected=${session.state === 'signedIn'}
                ></vc-conversation-row>
              </li>`,
          )}
        </ul>
        <p class="none small muted" role="status">${none}</p>
        ${
          this.people.value.length === 0 && session.state === 'signedIn'
            ? html`<vc-invitation .environment=${this.environment}></vc-invitation>`
            : nothing
        }
      </nav>
      <section aria-label="You">
        <vc-offers .chat=${this.chat} .preferences=${this.preferences}></vc-offers>
        <vc-own-card .chat=${this.chat} .environment=${this.environment}></vc-own-card>
      </section>
    `
  }

  #filterBox() {
    return html`<div class="filter" role="search">
      <vc-icon .node=${Search}></vc-icon>
      <input
        type="search"
        aria-label="Filter conversations"
        placeholder="Filter"
        autocomplete="off"
        spellcheck="false"
        .value=${this.filter}
        @input=${(event: InputEvent) => (this.filter = (event.target as HTMLInputElement).value)}
        @keydown=${this.#keyPressed}
      />
      ${
        this.filter
          ? html`<button class="icon" aria-label="Clear filter" @click=${this.#clear}>
              <vc-icon .node=${X}></vc-icon>
            </button>`
          : nothing
      }
    </div>`
  }

  /** The button goes with the text. */
  readonly #clear = () => {
    this.filter = ''
    this.renderRoot.querySelector('input')?.focus()
  }

  readonly #keyPressed = (event: KeyboardEvent) => {
    if (isForInputMethod(event)) return
    if (event.key === 'Escape' && this.filter) {
      event.stopPropagation()
      this.filter = ''
    }
    const isPlain = !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey
    if (event.key === 'ArrowDown' && isPlain) {
      event.preventDefault()
      void this.focusRow(undefined)
    }
    if (event.key === 'Enter') {
      // Where one writes has the focus before the browser asks what the key is for.
      event.preventDefault()
      this.renderRoot.querySelector('vc-conversation-row')?.renderRoot.querySelector('a')?.click()
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'vc-sidebar': VcSidebar
  }
}
