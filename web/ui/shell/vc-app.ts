import { html, LitElement, nothing, type PropertyValues } from 'lit'
import { customElement, property, query, state } from 'lit/decorators.js'
import type { Chat, ConversationSummary, SessionView } from '../../chat/chat-view.ts'
import { createStore } from '../../chat/store.ts'
import type { Environment, ResidentName } from '../environment.ts'
import type { FootEvent } from '../parts/foot.ts'
import { isNowhere } from '../parts/hand-back.ts'
import type { SubmittedEvent } from '../conversation/submitted-event.ts'
import type { Choosing } from '../sign-in/vc-sign-in.ts'
import { StoreController } from '../store/store-controller.ts'
import { alreadyWords } from '../words/sign-in.ts'
import { appStyle } from './app-style.ts'
import { callAttention } from './attention.ts'
import { FileRefusal } from './file-refusal.ts'
import { greet, type Greeting } from './greeting.ts'
import { KeyController } from './key-controller.ts'
import { nextPage, type Page } from './page.ts'
import { type DialogName, type GoEvent, type OpenDialogEvent, SayEvent } from './page-events.ts'
import { createPreferences } from './preferences.ts'
import { formatRoute } from './route.ts'
import { RouteController } from './route-controller.ts'
import { showTheme } from './show-theme.ts'
import { countUnread, pageTitle, showTitle } from './title.ts'
import { followViewport } from './viewport.ts'
import type { VcPageDialog } from './vc-page-dialog.ts'
import type { VcToast } from './vc-toast.ts'
import type { VcWorkspace } from './vc-workspace.ts'
import '../parts/vc-tooltip.ts'
import '../sign-in/vc-insecure-page.ts'
import '../sign-in/vc-sign-in.ts'
import './vc-page-dialog.ts'
import './vc-toast.ts'
import './vc-workspace.ts'

/** Before the chat is there. */
const NOBODY = createStore<SessionView>({ state: 'new', problem: null })
const NO_CONVERSATIONS = createStore<readonly ConversationSummary[]>([])

/** The whole page. The composition root sets its properties; nothing is shown before `chat` is there. */
@customElement('vc-app')
export class VcApp extends LitElement {
  static override readonly styles = appStyle

  @property({ attribute: false }) chat: Chat | undefined
  @property({ attribute: false }) environment: Environment | undefined
  @property({ attribute: false }) residents: readonly ResidentName[] = []
  /** Who was in this tab before a reload. */
  @property({ attribute: false }) lastResident: ResidentName | undefined
  @state() private dialog: DialogName | undefined
  /** Set while the user wants the sign-in page although somebody's history is there. */
  @state() private choosing: Choosing | undefined
  @query('vc-workspace') private readonly workspace?: VcWorkspace
  @query('vc-toast') private readonly toast?: VcToast
  @query('vc-page-dialog') private readonly opened?: VcPageDialog
  private readonly session = new StoreController(this, () => this.chat?.session ?? NOBODY)
  private readonly conversations = new StoreController(this, () => this.chat?.conversations ?? NO_CONVERSATIONS)
  private readonly router = new RouteController(this, () => this.#uncover())
  private readonly preferences = createPreferences(() => localStorage)
  private readonly chosen = new StoreController(this, () => this.preferences)
  #page: Page | undefined
  #drawn: Page | undefined
  #greeting: Greeting = 'none'
  #address = ''
  #releaseAttention: (() => void) | undefined
  #releaseViewport: (() => void) | undefined

  constructor() {
    super()
    const { router } = this
    const isOn = () => this.#page === 'workspace' && !this.dialog
    const hasSingleKeys = () => this.preferences.get().singleKeys
    const open = (dialog: DialogName) => (this.dialog = dialog)
    this.addEventListener(SayEvent.type, (event) => event instanceof SayEvent && this.toast?.say(event.words))
    this.addController(new FileRefusal(this))
    this.addController(new KeyController({ router, isOn, hasSingleKeys, workspace: () => this.workspace, open }))
  }

  override connectedCallback() {
    super.connectedCallback()
    this.#releaseViewport = followViewport(this)
    addEventListener('storage', this.preferences.reread)
  }

  override disconnectedCallback() {
    super.disconnectedCallback()
    this.#releaseAttention?.()
    this.#releaseViewport?.()
    removeEventListener('storage', this.preferences.reread)
  }

  override willUpdate(changed: PropertyValues<this>) {
    const { chat } = this
    if (!chat) return
    if (changed.has('chat')) {
      this.#releaseAttention?.()
      const open = (conversation: ConversationSummary['id']) => this.router.go({ pane: 'conversation', conversation })
      this.#releaseAttention = callAttention({ chat, preferences: this.preferences, open })
    }
    const session = this.session.value
    if (session.state === 'signedIn') this.choosing = undefined
    const hasHistory = this.conversations.value.some(({ newest }) => newest !== null)
    const before = this.#page
    this.#page = nextPage(before, { session, hasHistory, choosing: this.choosing !== undefined })
    if (before === 'workspace' && this.#page === 'sign-in') this.#leaveWorkspace()
  }

  override updated() {
    showTheme(this.chosen.value.theme)
    if (this.dialog) this.router.underlay()
    const { route } = this.router
    const inside = this.#page === 'workspace'
    if (inside && this.#drawn === 'sign-in') void this.workspace?.updateComplete.then(() => this.workspace?.goOn())
    this.#drawn = this.#page
    const unread = inside ? countUnread(this.conversations.value) : 0
    showTitle(pageTitle(unread, inside && route.pane !== 'list' ? route.conversation : undefined), unread > 0)
    this.#hush(formatRoute(route))
    this.#greet(this.session.value)
  }

  override render() {
    const { chat, environment } = this
    if (!environment) return nothing
    if (!environment.secure) return html`<vc-insecure-page></vc-insecure-page>`
    if (!chat) return nothing
    return html`
      ${this.#pageTemplate(chat, environment)}
      <section aria-label="Notices">
        <vc-toast
          ?over-list=${this.router.route.pane === 'list'}
          @vc-hand-back=${() => this.workspace?.goOn()}
        ></vc-toast>
        <vc-tooltip></vc-tooltip>
      </section>
      ${
        this.dialog
          ? html`<vc-page-dialog
              .dialog=${this.dialog}
              .chat=${chat}
              .environment=${environment}
              .preferences=${this.preferences}
              @close=${this.#closed}
              @vc-open-dialog=${this.#openDialog}
              @vc-go=${({ conversation }: GoEvent) => this.router.go({ pane: 'conversation', conversation })}
            ></vc-page-dialog>`
          : nothing
      }
    `
  }

  #pageTemplate(chat: Chat, environment: Environment) {
    switch (this.#page) {
      case 'splash':
        return html`<p class="splash" role="status">Signing in…</p>`
      case 'sign-in':
        return html`<vc-sign-in
          .chat=${chat}
          .environment=${environment}
          .residents=${this.residents}
          .lastResident=${this.lastResident}
          .choosing=${this.choosing}
        ></vc-sign-in>`
      case 'workspace':
        return html`<vc-workspace
          .chat=${chat}
          .environment=${environment}
          .residents=${this.residents}
          .preferences=${this.preferences}
          .route=${this.router.route}
          @vc-back=${() => this.router.up()}
          @vc-foot=${(event: FootEvent) => this.toast?.keepAbove(event)}
          @vc-open-dialog=${this.#openDialog}
          @vc-submitted=${this.#submitted}
          @vc-other-name=${() => (this.choosing = 'another')}
          @vc-recover-name=${() => (this.choosing = 'recovery')}
        ></vc-workspace>`
      default:
        return nothing
    }
  }

  /** The next person begins at the list, with no dialog of the last one. */
  #leaveWorkspace() {
    this.dialog = undefined
    this.router.replace({ pane: 'list' })
  }

  #greet(session: SessionView) {
    const { due, words } = greet(this.#greeting, session)
    this.#greeting = due
    if (words !== undefined) this.toast?.say(words)
  }

  /** Who goes elsewhere has read it. */
  #hush(address: string) {
    if (address !== this.#address) this.toast?.say('')
    this.#address = address
  }

  readonly #closed = () => {
    this.dialog = undefined
    // What opened it may be gone, having done its work.
    void this.updateComplete.then(() => {
      if (isNowhere()) this.workspace?.goOn()
    })
  }

  #uncover(): boolean {
    this.opened?.close()
    return this.dialog !== undefined
  }

  readonly #openDialog = ({ dialog }: OpenDialogEvent) => {
    this.dialog = dialog
  }

  readonly #submitted = ({ result, typedIn }: SubmittedEvent) => {
    const session = this.session.value
    if (result.kind === 'accepted') {
      // Only a line to somebody else leads elsewhere: the writer may have gone on already, or have the details beside it.
      const { conversation } = result
      if (conversation !== typedIn) this.router.go({ pane: 'conversation', conversation })
    } else if (result.command === 'help') this.dialog = 'help'
    else if (alreadyWords(result.command, session)) this.toast?.say(alreadyWords(result.command, session))
    else if (result.command === 'sign-out') void this.chat?.signOut()
    else if (session.state !== 'new') void this.chat?.signIn(session.name, session.server)
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'vc-app': VcApp
  }
}
