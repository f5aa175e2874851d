import { html, LitElement, nothing, type PropertyValues } from 'lit'
import { customElement, property, query } from 'lit/decorators.js'
import { keyed } from 'lit/directives/keyed.js'
import { MessagesSquare } from 'lucide'
import type { Chat } from '../../chat/chat-view.ts'
import type { Store } from '../../chat/store.ts'
import type { Bookmark } from '../conversation/scroll-keeper.ts'
import type { VcConversation } from '../conversation/vc-conversation.ts'
import type { VcDetails } from '../details/vc-details.ts'
import type { Environment, ResidentName } from '../environment.ts'
import { HandBackEvent, isNowhere } from '../parts/hand-back.ts'
import type { SidebarRow } from '../sidebar/sidebar-rows.ts'
import type { VcSidebar } from '../sidebar/vc-sidebar.ts'
import { StoreController } from '../store/store-controller.ts'
import { controls } from '../style/controls.ts'
import type { Preferences } from './preferences.ts'
import type { VcConnectionBanner } from './vc-connection-banner.ts'
import type { Route } from './route.ts'
import { workspaceStyle } from './workspace-style.ts'
import '../conversation/vc-conversation.ts'
import '../details/vc-details.ts'
import '../parts/vc-icon.ts'
import '../sidebar/vc-sidebar.ts'
import './vc-connection-banner.ts'
import './vc-spoken-news.ts'

/**
 * Sidebar, conversation and details side by side; one at a time where there is no room.
 * @fires vc-other-name - the user wants the sign-in page
 * @fires vc-recover-name - the user wants to claim the name by its phrase
 */
@customElement('vc-workspace')
export class VcWorkspace extends LitElement {
  static override readonly styles = [controls, workspaceStyle]

  @property({ attribute: false }) chat!: Chat
  @property({ attribute: false }) environment!: Environment
  @property({ attribute: false }) residents: readonly ResidentName[] = []
  @property({ attribute: false }) preferences!: Store<Preferences>
  @property({ attribute: false }) route: Route = { pane: 'list' }
  @query('vc-connection-banner') private readonly banner?: VcConnectionBanner
  @query('vc-sidebar') private readonly sidebar?: VcSidebar
  @query('main') private readonly main?: HTMLElement
  @query('vc-conversation') private readonly opened?: VcConversation
  @query('vc-details') private readonly details?: VcDetails
  private readonly session = new StoreController(this, () => this.chat.session)
  /** One for each conversation of each person who was in this page. */
  readonly #bookmarks = new Map<string, Bookmark>()
  #leavesDetails = false
  #leavesConversation = false
  #wasSignedOut = true

  constructor() {
    super()
    this.addEventListener(HandBackEvent.type, () => this.goOn())
  }

  /** Those of the sidebar, as it shows them. */
  get rows(): readonly SidebarRow[] {
    return this.sidebar?.rows ?? []
  }

  /** Gives the focus to where one goes on: to the conversation, or to the list where that is all one sees. */
  goOn() {
    if (this.main?.clientHeight && this.opened) this.opened.takeFocus()
    else void this.sidebar?.focusRow(undefined)
  }

  /** Opens the bar that finds text, if a conversation is in sight. */
  find() {
    if (this.main?.clientHeight) this.opened?.find()
  }

  override willUpdate() {
    this.#leavesDetails = isNowhere() || this.details?.matches(':focus-within') === true
    this.#leavesConversation = isNowhere() || this.main?.matches(':focus-within') === true
  }

  override updated(changed: PropertyValues<this>) {
    const from = changed.get('route')
    const before = from?.pane
    const { pane } = this.route
    if (from?.pane === 'conversation' && pane === 'list' && this.#leavesConversation) {
      void this.sidebar?.focusRow(from.conversation)
    }
    this.#followSignOut()
    // What had the focus is covered, or gone with the details.
    if (before === 'conversation' && pane === 'details' && this.main?.clientHeight === 0) {
      void this.details?.updateComplete.then(() => this.details?.focus())
    } else if (before === 'details' && pane === 'conversation' && this.#leavesDetails) this.opened?.focusDetails()
  }

  /** What signed out is gone, a dialog perhaps; the button that signs in again is in the banner. */
  #followSignOut() {
    const isSignedOut = this.session.value.state === 'signedOut'
    if (isSignedOut && !this.#wasSignedOut && isNowhere()) this.#focusSignIn()
    this.#wasSignedOut = isSignedOut
  }

  #focusSignIn() {
    void this.banner?.updateComplete.then(() => this.banner?.focus())
  }

  /** The button that signed out goes once that is done. */
  readonly #leaveSidebar = (event: HandBackEvent) => {
    if (this.chat.session.get().state !== 'signedOut') return
    event.stopPropagation()
    this.#focusSignIn()
  }

  override render() {
    const { chat, environment, preferences, route } = this
    const conversation = route.pane === 'list' ? undefined : route.conversation
    return html`
      <section aria-label="Connection">
        <vc-connection-banner
          .chat=${chat}
          .environment=${environment}
          .residents=${this.residents}
          @vc-other-name=${() => this.dispatchEvent(new Event('vc-other-name'))}
          @vc-recover-name=${() => this.dispatchEvent(new Event('vc-recover-name'))}
        ></vc-connection-banner>
        <vc-spoken-news .chat=${chat} .current=${conversation}></vc-spoken-news>
      </section>
      <div class="panes ${route.pane}">
        <vc-sidebar
          .chat=${chat}
          .environment=${environment}
          .preferences=${preferences}
          .current=${conversation}
          @vc-hand-back=${this.#leaveSidebar}
        ></vc-sidebar>
        <main>${conversation ? this.#conversation(conversation) : this.#nothing()}</main>
        ${
          route.pane === 'details'
            ? html`<aside aria-label="Details">
                <vc-details .chat=${chat} .environment=${environment} .conversation=${route.conversation}></vc-details>
              </aside>`
            : nothing
        }
      </div>
    `
  }

  #conversation(conversation: Extract<Route, { conversation: unknown }>['conversation']) {
    const session = this.session.value
    const whose = session.state === 'new' ? '' : `${session.server} ${session.name}`
    const key = `${whose} ${conversation}`
    const bookmark = this.#bookmarks.get(key) ?? { place: undefined }
    this.#bookmarks.set(key, bookmark)
    return keyed(
      key,
      html`<vc-conversation
        .chat=${this.chat}
        .environment=${this.environment}
        .conversation=${conversation}
        .bookmark=${bookmark}
        ?details-open=${this.route.pane === 'details'}
      ></vc-conversation>`,
    )
  }

  #nothing() {
    return html`<div class="nothing">
      <vc-icon .node=${MessagesSquare}></vc-icon>
      <h1>Choose a conversation</h1>
      <p class="small">
        Pick somebody on the left, or press <span class="keys"><kbd>Ctrl</kbd> <kbd>K</kbd></span> and type a name.
        Whoever is away finds your message when they return.
      </p>
    </div>`
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'vc-workspace': VcWorkspace
  }
}
