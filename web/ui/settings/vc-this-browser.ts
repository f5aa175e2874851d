import { html, LitElement, nothing } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { Download } from 'lucide'
import type { Chat } from '../../chat/chat-view.ts'
import type { Environment, ResidentName } from '../environment.ts'
import { controls } from '../style/controls.ts'
import { pageTime } from '../words/page-time.ts'
import { byteSize, plural } from '../words/time.ts'
import { download } from './download.ts'
import { historyToHtml, historyToJson } from './history-file.ts'
import { settingsStyle } from './settings-style.ts'
import '../parts/vc-forget.ts'
import '../parts/vc-icon.ts'

/** What this browser holds: how much, as a file, and away with it. */
@customElement('vc-this-browser')
export class VcThisBrowser extends LitElement {
  static override readonly styles = [controls, settingsStyle]

  @property({ attribute: false }) chat!: Chat
  @property({ attribute: false }) environment!: Environment
  @state() private used: number | undefined
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
      <vc-forget .environment=${this.environment} .resident=${this.#resident()}></vc-forget>
    `
  }

  #resident(): ResidentName | undefined {
    const session = this.chat.session.get()
    return session.state === 'new' ? undefined : session
  }

  async #export(format: 'json' | 'html') {
    const session = this.chat.session.get()
    if (session.state === 'new') return
    const { name } = session
    const history = await this.chat.history()
    const count = history.reduce((sum, { messages }) => sum + messages.length, 0)
    if (format === 'json') download(`virtual-chat-${name}.json`, 'application/json', historyToJson(history, name))
    else download(`virtual-chat-${name}.html`, 'text/html', historyToHtml(history, name, pageTime))
    this.exported = `Exported ${plural(count, 'message')}.`
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'vc-this-browser': VcThisBrowser
  }
}
