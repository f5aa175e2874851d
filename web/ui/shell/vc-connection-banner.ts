import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { CloudOff, HardDrive, LoaderCircle, LogOut, type IconNode } from 'lucide'
import type { Chat, SessionView, SignedOutNotice } from '../../chat/chat-view.ts'
import type { Environment, ResidentName } from '../environment.ts'
import { HandBackController } from '../parts/hand-back.ts'
import { NetworkController } from '../parts/network.ts'
import { StoreController } from '../store/store-controller.ts'
import { bannerStyle } from '../style/banner.ts'
import { controls } from '../style/controls.ts'
import { OpenDialogEvent } from './page-events.ts'
import { isLostName, LOST_NAME_WORDS } from '../words/lost-name.ts'
import { isOldPage, lostWords, noticeWords, problemOf, signingOutWords, storageWords } from '../words/sign-in.ts'
import { retryWords } from '../words/retry.ts'
import '../parts/vc-icon.ts'

const TICK_MS = 250

/** What is said of the session. */
type Line = Readonly<{ tone: '' | 'quiet' | 'bad'; icon: IconNode; words: string; buttons?: TemplateResult }>

/**
 * The line above everything while the session is not simply there: server lost, signing out, signed out, no storage.
 * @fires vc-other-name - the user wants the sign-in page
 * @fires vc-recover-name - the user wants to claim the name by its phrase
 */
@customElement('vc-connection-banner')
export class VcConnectionBanner extends LitElement {
  static override readonly styles = [
    controls,
    bannerStyle,
    css`
      :host {
        flex-direction: column;
        align-items: stretch;
        gap: 0;
        padding: 0;
        border: 0;
      }

      .line {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-2) var(--space-3);
        padding: var(--space-2) var(--space-3) var(--space-2) var(--space-4);
        border-block-end: 1px solid var(--line);
        background: var(--warning-surface);
      }

      .line > p {
        min-inline-size: min(13rem, 100%);
      }

      .line > vc-icon {
        color: var(--warning-text);
      }

      .line.quiet {
        background: var(--surface-raised);
      }

      .line.quiet > vc-icon {
        color: var(--text-muted);
      }

      .line.bad {
        background: var(--danger-surface);
      }

      .countdown {
        color: var(--text-muted);
        font-variant-numeric: tabular-nums;
      }

      /* With hardly any height it leaves the room to what is read and written. */
      @media (height < 20rem) {
        .line {
          padding-block: var(--space-1);
        }

        .line > p {
          min-inline-size: 8rem;
          line-height: var(--leading-tight);
        }

        .line > vc-icon,
        .countdown {
          display: none;
        }
      }
    `,
  ]

  @property({ attribute: false }) chat!: Chat
  @property({ attribute: false }) environment!: Environment
  @property({ attribute: false }) residents: readonly ResidentName[] = []
  /** When the next try is. Drawn only when the words change. */
  @state() private countdown = ''
  private readonly session = new StoreController(this, () => this.chat.session)
  private readonly unanswered = new StoreController(this, () => this.chat.unanswered)
  private readonly storageProblem = new StoreController(this, () => this.chat.storageProblem)
  private readonly network = new NetworkController(this)
  #tick: ReturnType<typeof setInterval> | undefined

  constructor() {
    super()
    this.addController(new HandBackController(this))
  }

  /** To the button that signs in. */
  override focus() {
    this.renderRoot.querySelector<HTMLElement>('.primary')?.focus()
  }

  override disconnectedCallback() {
    super.disconnectedCallback()
    this.#stopCounting()
  }

  override willUpdate() {
    this.#count()
    if (this.session.value.state === 'reconnecting') this.#tick ??= setInterval(this.#count, TICK_MS)
    else this.#stopCounting()
  }

  readonly #count = () => {
    const session = this.session.value
    this.countdown = session.state === 'reconnecting' ? retryWords(session.retryAt, this.environment.wallTime()) : ''
  }

  #stopCounting() {
    clearInterval(this.#tick)
    this.#tick = undefined
  }

  override render() {
    const problem = this.storageProblem.value
    return html`
      ${
        problem
          ? html`<div class="line bad">
              <vc-icon .node=${HardDrive}></vc-icon>
              <p role="alert">${storageWords(problem)}</p>
              <div class="buttons">
                <button @click=${() => this.dispatchEvent(new OpenDialogEvent('settings'))}>Export history</button>
              </div>
            </div>`
          : nothing
      }
      ${
        this.unanswered.value
          ? html`<div class="line">
              <vc-icon .node=${CloudOff}></vc-icon>
              <p role="alert">
                Another tab of yours has the connection and does not answer. Go to it or close it, then try again.
              </p>
            </div>`
          : nothing
      }
      ${lineTemplate(this.#sessionLine())}
    `
  }

  #sessionLine(): Line | undefined {
    const session = this.session.value
    switch (session.state) {
      case 'signingIn':
      case 'reconnecting':
        if (session.state === 'reconnecting' && session.loss) return this.#lostLine(session)
        return quietLine(`Signing in as ${session.name}…`)
      case 'signingOut':
        return quietLine(signingOutWords(session.step))
      case 'signedOut':
        return this.#signedOutLine(session)
      default:
        return undefined
    }
  }

  #lostLine(session: Extract<SessionView, { state: 'reconnecting' }>): Line {
    return {
      tone: '',
      icon: CloudOff,
      words: lostWords(session.server, this.network.hasNetwork),
      buttons: html`
        <span class="countdown">${this.countdown}</span>
        <button aria-disabled=${session.retryAt === null} @click=${() => this.chat.retryConnection()}>Try now</button>
      `,
    }
  }

  #signedOutLine(session: Extract<SessionView, { state: 'signedOut' }>): Line {
    // The line above has said what is wrong with the storage.
    const told = this.storageProblem.value !== null && isStorageNotice(session.notice)
    const problem = session.notice?.kind === 'problem' && !told
    const lost = isLostName(session, this.residents)
    const notice = session.notice && !told ? noticeWords(session.notice, location.origin) : 'You are signed out.'
    const way = this.#wayBack(session, lost)
    return {
      tone: problem ? 'bad' : 'quiet',
      icon: LogOut,
      words: `${lost ? LOST_NAME_WORDS : notice} You can still read what is here.`,
      buttons: html`
        <button class="plain" @click=${() => this.dispatchEvent(new Event('vc-other-name'))}>Use another name</button>
        <button class="primary" @click=${way.take}>${way.label}</button>
      `,
    }
  }

  #wayBack(session: Extract<SessionView, { state: 'signedOut' }>, lost: boolean) {
    if (lost) return { label: 'This name is mine', take: () => this.dispatchEvent(new Event('vc-recover-name')) }
    // On a phone's home screen, a page has no other button for it.
    if (isOldPage(problemOf(session))) return { label: 'Reload', take: () => location.reload() }
    return { label: 'Sign in', take: () => void this.chat.signIn(session.name, session.server) }
  }
}

function isStorageNotice(notice: SignedOutNotice | null): boolean {
  return notice?.kind === 'problem' && notice.problem.kind === 'storage'
}

function quietLine(words: string): Line {
  return { tone: 'quiet', icon: LoaderCircle, words }
}

/** In the page also while there is nothing to say: screen readers hear what is put into it, not what comes with it. */
function lineTemplate(line: Line | undefined) {
  return html`<div class=${line ? `line ${line.tone}` : nothing}>
    ${line ? html`<vc-icon .node=${line.icon}></vc-icon>` : nothing}
    <p role=${line?.tone === 'bad' ? 'alert' : 'status'}>${line?.words}</p>
    ${line?.buttons ? html`<div class="buttons">${line.buttons}</div>` : nothing}
  </div>`
}

declare global {
  interface HTMLElementTagNameMap {
    'vc-connection-banner': VcConnectionBanner
  }
}
