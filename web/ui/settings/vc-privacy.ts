import { html, LitElement } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import type { UserName } from '../../../protocol/names.ts'
import type { Chat, Person, Privacy } from '../../chat/chat-view.ts'
import { StoreController } from '../store/store-controller.ts'
import { controls } from '../style/controls.ts'
import { settingsStyle } from './settings-style.ts'

/** What others are told, and whom one does not hear. */
@customElement('vc-privacy')
export class VcPrivacy extends LitElement {
  static override readonly styles = [controls, settingsStyle]

  @property({ attribute: false }) chat!: Chat
  @state() private unblocked: ReadonlySet<UserName> = new Set()
  private readonly privacy = new StoreController<Privacy | undefined>(this, undefined)
  private readonly people = new StoreController<readonly Person[]>(this, [])

  override willUpdate() {
    this.privacy.follow(this.chat.privacy)
    this.people.follow(this.chat.people)
  }

  override render() {
    return html`
      <h3>Privacy</h3>
      ${this.#switch('sendTyping', 'Show others when I am typing')}
      ${this.#switch('sendRead', 'Tell people when I have read their messages')} ${this.#blockList()}
    `
  }

  #switch(key: keyof Privacy, label: string) {
    return html`<div class="row">
      <label for=${key}>${label}</label>
      <input
        id=${key}
        type="checkbox"
        .checked=${this.privacy.value?.[key] === true}
        @change=${(event: Event) => {
          const value = this.privacy.value
          if (value) this.chat.setPrivacy({ ...value, [key]: (event.target as HTMLInputElement).checked })
        }}
      />
    </div>`
  }

  #blockList() {
    const blocked = this.people.value.filter(
      ({ name }) => !this.unblocked.has(name) && this.chat.contact(name).get().blocked,
    )
    if (blocked.length === 0) {
      return html`<div class="row">
        <p>Blocked people<small>Nobody. Block somebody in the details of a chat.</small></p>
      </div>`
    }
    return html`<p class="small">Blocked people</p>
      <ul aria-label="Blocked people">
        ${blocked.map(
          ({ name }) =>
            html`<li class="row">
              <p>${name}</p>
              <button aria-label="Unblock ${name}" @click=${() => this.#unblock(name)}>Unblock</button>
            </li>`,
        )}
      </ul>`
  }

  async #unblock(name: UserName) {
    await this.chat.setBlocked(name, false)
    this.unblocked = new Set([...this.unblocked, name])
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'vc-privacy': VcPrivacy
  }
}
