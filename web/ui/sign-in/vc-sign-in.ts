import { html, LitElement, nothing, type PropertyValues } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { LIMITS } from '../../../protocol/limits.ts'
import { canonicalName } from '../../../protocol/names.ts'
import type { Chat, SessionView } from '../../chat/chat-view.ts'
import type { Environment, ResidentName } from '../environment.ts'
import { reloadButton } from '../parts/reload-button.ts'
import { codeOf } from '../shell/route.ts'
import { StoreController } from '../store/store-controller.ts'
import { controls } from '../style/controls.ts'
import { formStyle } from '../style/form.ts'
import { isLostName, LOST_NAME_WORDS } from '../words/lost-name.ts'
import { asksForReload, noticeWords, problemOf, signInProblemWords, type ProblemWords } from '../words/sign-in.ts'
import type { ContinueEvent } from './continue-event.ts'
import { signInStyle } from './sign-in-style.ts'
import '../parts/vc-forget.ts'
import './vc-recover.ts'
import './vc-resident-list.ts'

/** Why somebody is here whose history could be read: to be somebody else, or to claim the name by its phrase. */
export type Choosing = 'another' | 'recovery'

/** The page before anybody is signed in: a name, perhaps another server, and who was here before. */
@customElement('vc-sign-in')
export class VcSignIn extends LitElement {
  static override readonly styles = [controls, formStyle, signInStyle]

  @property({ attribute: false }) chat!: Chat
  @property({ attribute: false }) environment!: Environment
  @property({ attribute: false }) residents: readonly ResidentName[] = []
  /** Who was in this tab before a reload. */
  @property({ attribute: false }) lastResident: ResidentName | undefined
  @property({ attribute: false }) choosing: Choosing | undefined
  @state() private name: string | undefined
  @state() private server: string | undefined
  /** For new names, where the server asks for one. */
  @state() private code = codeOf(location.hash)
  @state() private recovering = false
  private readonly session = new StoreController(this, () => this.chat.session)
  /** The session that the user leaves for another name. */
  #left: SessionView | undefined
  #told: SessionView | undefined

  override willUpdate(changed: PropertyValues<this>) {
    if (!changed.has('choosing')) return
    this.recovering = this.choosing === 'recovery'
    this.#left = this.choosing === 'another' ? this.session.value : undefined
  }

  override firstUpdated() {
    this.renderRoot.querySelector<HTMLInputElement>('#name')?.focus()
  }

  override updated() {
    const problem = this.#problem()
    const details = this.renderRoot.querySelector('details')
    if (details && problem?.field === 'server') details.open = true
    // Above the keyboard of a phone it would be out of sight.
    const isNew = this.session.value !== this.#told
    if (isNew) this.renderRoot.querySelector('.problem')?.scrollIntoView({ block: 'nearest' })
    if (isNew && problem?.field === 'code') this.renderRoot.querySelector<HTMLInputElement>('#code')?.focus()
    this.#told = this.session.value
  }

  override render() {
    return html`
      <main>
        <header>
          <img src="/favicon.svg" width="56" height="56" alt="" />
          <h1>Virtual Chat</h1>
          <p class="muted">No account, no password. Type a name and talk.</p>
        </header>
        ${this.recovering ? this.#recoverForm() : this.#signInForm()}
        ${this.recovering || this.residents.length === 0 ? nothing : this.#residentList()}
      </main>
    `
  }

  #signInForm() {
    const busy = this.session.value.state === 'signingIn'
    const problem = this.#problem()
    const notice = this.#notice()
    return html`
      <form class="card form" novalidate @submit=${this.#signIn}>
        <div class="field">
          <label for="name">Name</label>
          <input
            id="name"
            name="name"
            autocomplete="username"
            autocapitalize="none"
            autocorrect="off"
            spellcheck="false"
            maxlength="64"
            .value=${this.#name}
            ?readonly=${busy}
            aria-invalid=${problem?.field === 'name' ? 'true' : 'false'}
            aria-describedby=${problem?.field === 'name' ? 'problem' : nothing}
            @input=${(event: InputEvent) => (this.name = (event.target as HTMLInputElement).value)}
          />
        </div>
        ${this.#codeTemplate(busy, problem)}
        <details>
          <summary>Other server</summary>
          <div class="field">
            <label for="server">Server</label>
            <input
              id="server"
              name="server"
              inputmode="url"
              autocapitalize="none"
              autocorrect="off"
              spellcheck="false"
              .value=${this.#server}
              ?readonly=${busy}
              aria-invalid=${problem?.field === 'server' ? 'true' : 'false'}
              aria-describedby=${problem?.field === 'server' ? 'problem' : nothing}
              @input=${(event: InputEvent) => (this.server = (event.target as HTMLInputElement).value)}
            />
          </div>
        </details>
        <div id="problem" role="alert">${problem ? html`<p class="problem">${problem.text}</p>` : nothing}</div>
        ${asksForReload(problemOf(this.session.value)) ? reloadButton : nothing}
        ${notice ? html`<p class="small muted" role="status">${notice}</p>` : nothing}
        ${
          this.#isTaken()
            ? html`<button type="button" @click=${() => (this.recovering = true)}>This name is mine</button>`
            : nothing
        }
        ${this.#forgetTemplate()}
        <button class="primary" aria-disabled=${busy}>${busy ? 'Signing in…' : 'Sign in'}</button>
        <p class="small muted">The first to sign in with a name keeps it: it then belongs to this browser.</p>
      </form>
    `
  }

  #codeTemplate(busy: boolean, problem: ProblemWords | undefined) {
    if (this.code === undefined && problem?.field !== 'code') return nothing
    return html`
      <div class="field">
        <label for="code">Code for new names</label>
        <input
          id="code"
          name="code"
          autocomplete="off"
          autocapitalize="none"
          autocorrect="off"
          spellcheck="false"
          maxlength=${LIMITS.code}
          .value=${this.code ?? ''}
          ?readonly=${busy}
          aria-invalid=${problem?.field === 'code' ? 'true' : 'false'}
          aria-describedby=${problem?.field === 'code' ? 'problem' : nothing}
          @input=${(event: InputEvent) => (this.code = (event.target as HTMLInputElement).value)}
        />
      </div>
    `
  }

  /** Nothing can be opened then, and so there are no settings to do it in. */
  #forgetTemplate() {
    const session = this.session.value
    const problem = session === this.#left ? undefined : problemOf(session)
    if (session.state !== 'signedOut' || problem?.kind !== 'storage' || problem.problem !== 'corrupted') return nothing
    return html`<vc-forget .environment=${this.environment} .resident=${session}></vc-forget>`
  }

  #recoverForm() {
    return html`<vc-recover
      class="card"
      .chat=${this.chat}
      .name=${canonicalName(this.#name)}
      .server=${this.#server}
      @close=${this.#endRecovery}
    ></vc-recover>`
  }

  #residentList() {
    return html`<vc-resident-list
      .residents=${this.residents}
      @vc-continue=${({ resident }: ContinueEvent) => this.#continueAs(resident)}
    ></vc-resident-list>`
  }

  get #name(): string {
    const session = this.session.value
    if (this.choosing === 'another') return this.name ?? ''
    return this.name ?? (session.state === 'new' ? (this.lastResident?.name ?? '') : session.name)
  }

  get #server(): string {
    const session = this.session.value
    return this.server ?? (session.state === 'new' ? (this.lastResident?.server ?? location.origin) : session.server)
  }

  #problem(): ProblemWords | undefined {
    const session = this.session.value
    const problem = session === this.#left ? undefined : problemOf(session)
    if (isLostName(session, this.residents) && problem) return { text: LOST_NAME_WORDS, field: 'name' }
    return problem && signInProblemWords(problem, location.origin)
  }

  /** How the last session ended, where nothing went wrong. */
  #notice(): string {
    const session = this.session.value
    const notice = session.state === 'signedOut' ? session.notice : null
    return notice && notice.kind !== 'problem' ? noticeWords(notice, location.origin) : ''
  }

  #isTaken(): boolean {
    const session = this.session.value
    const problem = problemOf(session)
    const refused = problem?.kind === 'refused' && problem.error === 'name-taken'
    return refused && session.state === 'signedOut' && session.name === canonicalName(this.#name)
  }

  readonly #endRecovery = async () => {
    this.recovering = false
    await this.updateComplete
    this.renderRoot.querySelector<HTMLInputElement>('#name')?.focus()
  }

  readonly #signIn = (event: SubmitEvent) => {
    event.preventDefault()
    if (this.session.value.state === 'signingIn') return
    const code = this.code?.trim()
    void this.chat.signIn(this.#name, this.#server, code ? { code } : undefined)
  }

  #continueAs(resident: ResidentName) {
    this.name = resident.name
    this.server = resident.server
    void this.chat.signIn(resident.name, resident.server)
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'vc-sign-in': VcSignIn
  }
}
