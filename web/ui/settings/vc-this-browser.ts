import { css, html, LitElement, nothing } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { Download, Trash2 } from 'lucide'
import type { Chat } from '../../chat/chat-view.ts'
import type { Environment } from '../environment.ts'
import { controls } from '../style/controls.ts'
import { pageTime } from '../words/page-time.ts'
import { byteSize, plural } from '../words/time.ts'
import { download } from './download.ts'
import { historyToHtml, historyToJson } from './history-file.ts'
import { settingsStyle } from './settings-style.ts'
import '../parts/vc-icon.ts'

/** What this browser holds: how much, as a file, and away with it. */
@customElement('vc-this-browser')
export class VcThisBrowser extends LitElement {
  static override readonly styles = [
    controls,
    settingsStyle,
    css`
      .sure {
        display: grid;
        gap: var(--space-3);
        padding: var(--space-3);
        border-radius: var(--radius-m);
        background: var(--danger-surface);
        font-size: var(--text-s);
      }

      button.danger.primary {
        border-color: transparent;
        background: var(--danger);
        color: var(--on-danger);
      }

      button.danger.primary:hover {
        background: var(--danger-hover);
      }
    `,
  ]

  @property({ attribute: false }) chat!: Chat
  @property({ attribute: false }) environment!: Environment
  @state() private used: number | undefined
  @state() private asking = false
  @state() private exported = ''

  override firstUpdated() {
    void this.environment.storageUsed().then((used) => (this.used = used))
  }

  override render() {
    return html`
      <h3>This browser</h3>
      <p class="small muted">
        Your key and your history are only here.
        ${this.used === undefined ? nothing : html`They use ${byteSize(this.used)}.`} Safari removes them after seven
        days without a visit; a recovery phrase brings the name back, not the history.
      </p>
      <div class="buttons">
        <button @click=${() => this.#export('json')}><vc-icon .node=${Download}></vc-icon>Export as JSON</button>
        <button @click=${() => this.#export('html')}><vc-icon .node=${Download}></vc-icon>Export as HTML</button>
        <span class="small muted" role="status">${this.exported}</span>
      </div>
      ${
        this.asking
          ? this.#question()
          : html`<div class="buttons">
              <button class="danger forget" @click=${() => this.#ask(true)}>
                <vc-icon .node=${Trash2}></vc-icon>Forget this browser
              </button>
            </div>`
      }
    `
  }

  #question() {
    return html`<div class="sure" role="alert">
      <p>
        This deletes your key, all messages and drafts from this browser. Without a recovery phrase nobody can ever use
        your name again, you included.
      </p>
      <div class="buttons">
        <button class="danger primary" @click=${this.#forget}>Delete everything here</button>
        <button class="keep" @click=${() => this.#ask(false)}>Keep it</button>
      </div>
    </div>`
  }

  /** The button that led to the question, or to its answer, goes: the focus moves on, never to what deletes. */
  async #ask(asking: boolean) {
    this.asking = asking
    await this.updateComplete
    this.renderRoot.querySelector('.sure')?.scrollIntoView({ block: 'nearest' })
    this.renderRoot.querySelector<HTMLElement>(asking ? '.keep' : '.forget')?.focus()
  }

  /** It comes to where the button was that asked for it: the second half of a double click is no answer. */
  readonly #forget = ({ detail: clicks }: MouseEvent) => {
    if (clicks > 1) return
    const session = this.chat.session.get()
    if (session.state !== 'new') void this.environment.forget(session)
  }

  async #export(format: 'json' | 'html') {
    const session = this.chat.session.get()
    if (session.state === 'new') return
    const { name } = session
    const history = await this.chat.history()
    const texts = history.flatMap(({ messages }) => messages.filter(({ type }) => type === 'text'))
    if (format === 'json') download(`virtual-chat-${name}.json`, 'application/json', historyToJson(history, name))
    else download(`virtual-chat-${name}.html`, 'text/html', historyToHtml(history, name, pageTime))
    this.exported = `Exported ${plural(texts.length, 'message')}.`
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'vc-this-browser': VcThisBrowser
  }
}
