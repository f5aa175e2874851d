import { css, html, LitElement } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { live } from 'lit/directives/live.js'
import type { UserName } from '../../../protocol/names.ts'
import type { Chat } from '../../chat/chat-view.ts'
import { isSignedOut } from '../store/signed-out.ts'
import { StoreController } from '../store/store-controller.ts'
import { controls } from '../style/controls.ts'
import { DIRECT_LINKS, directLinksWords } from '../words/direct-links.ts'
import { settingsStyle } from './settings-style.ts'

/** What others are told, and whom one does not hear. */
@customElement('vc-privacy')
export class VcPrivacy extends LitElement {
  static override readonly styles = [
    controls,
    settingsStyle,
    css`
      .choice {
        flex-wrap: wrap;
        row-gap: var(--space-2);
      }

      .choice > p {
        flex-basis: 13rem;
      }

      .choice label {
        font-weight: 400;
      }

      select {
        min-block-size: var(--target);
        max-inline-size: 100%;
        padding-inline: var(--space-2);
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-m);
        background: var(--surface-raised);
        color: var(--text);
        font: inherit;
        font-size: var(--text-s);
      }

      @media (pointer: coarse) {
        select {
          font-size: 1rem; /* Below 16px iOS zooms into the field. */
        }
      }
    `,
  ]

  @property({ attribute: false }) chat!: Chat
  private readonly session = new StoreController(this, () => this.chat.session)
  private readonly privacy = new StoreController(this, () => this.chat.privacy)
  private readonly blocked = new StoreController(this, () => this.chat.blocked)
  #unblocked: UserName | undefined

  override updated() {
    if (this.#unblocked === undefined || this.blocked.value.includes(this.#unblocked)) return
    this.#unblocked = undefined
    // The button is gone with its row.
    const next = this.renderRoot.querySelector<HTMLElement>('li button') ?? this.renderRoot.querySelector('input')
    next?.focus()
  }

  override render() {
    return html`
      <h3>Privacy</h3>
      ${this.#switch('sendTyping', 'Show others when I am typing')}
      ${this.#switch('sendRead', 'Tell people when I have read their messages')} ${this.#directLinks()}
      ${this.#blockList()}
    `
  }

  #switch(key: 'sendTyping' | 'sendRead', label: string) {
    return html`<div class="row">
      <label for=${key}>${label}</label>
      <input
        id=${key}
        type="checkbox"
        .checked=${this.privacy.value[key]}
        @change=${(event: Event) =>
          this.chat.setPrivacy({ ...this.privacy.value, [key]: (event.target as HTMLInputElement).checked })}
      />
    </div>`
  }

  #directLinks() {
    const chosen = this.privacy.value
    return html`<div class="row choice">
      <p>
        <label for="directLinks">Direct connections</label>
        <small id="directLinksMeaning">${directLinksWords(chosen.directLinks, this.session.value)}</small>
      </p>
      <select
        id="directLinks"
        aria-describedby="directLinksMeaning"
        @change=${(event: Event) => {
          const [directLinks] = DIRECT_LINKS[(event.target as HTMLSelectElement).selectedIndex] ?? []
          if (directLinks) this.chat.setPrivacy({ ...chosen, directLinks })
        }}
      >
        ${DIRECT_LINKS.map(
          ([value, label]) => html`<option .selected=${live(value === chosen.directLinks)}>${label}</option>`,
        )}
      </select>
    </div>`
  }

  #blockList() {
    const names = this.blocked.value
    if (names.length === 0) {
      return html`<div class="row">
        <p>Blocked people<small>Nobody. Block somebody in the details of a chat.</small></p>
      </div>`
    }
    return html`<p class="small">Blocked people</p>
      <ul aria-label="Blocked people">
        ${names.map(
          (name) =>
            html`<li class="row">
              <p>${name}</p>
              <button
                aria-label="Unblock ${name}"
                ?disabled=${isSignedOut(this.session.value)}
                @click=${() => {
                  this.#unblocked = name
                  void this.chat.setBlocked(name, false)
                }}
              >
                Unblock
              </button>
            </li>`,
        )}
      </ul>`
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'vc-privacy': VcPrivacy
  }
}
