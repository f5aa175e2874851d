import { css, html, LitElement, nothing, type PropertyValues } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { QrCode, ShieldCheck } from 'lucide'
import type { IdentityKey } from '../../../protocol/identity-key.ts'
import type { UserName } from '../../../protocol/names.ts'
import type { Chat } from '../../chat/chat-view.ts'
import { controls } from '../style/controls.ts'
import '../parts/vc-icon.ts'
import '../parts/vc-qr.ts'

type SafetyNumber =
  | { readonly state: 'loading' }
  /** For want of the peer's key. */
  | { readonly state: 'unknown' }
  | { readonly state: 'known'; readonly digits: string }

/** The number that two people compare to know that nobody sits between them, and whether they did. */
@customElement('vc-safety-number')
export class VcSafetyNumber extends LitElement {
  static override readonly styles = [
    controls,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-3);
      }

      .digits {
        display: grid;
        /* Four in a row, or fewer where letters are large. */
        grid-template-columns: repeat(auto-fill, minmax(max(3.25rem, 21%), auto));
        justify-items: center;
        gap: var(--space-1) var(--space-2);
        padding: var(--space-3);
        border: 1px solid var(--line);
        border-radius: var(--radius-m);
        background: var(--surface);
        font-family: var(--font-code);
        font-size: var(--text-s);
        font-variant-numeric: tabular-nums;
      }

      .verified {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        color: var(--accent);
        font-size: var(--text-s);
        font-weight: 600;
      }

      .buttons button {
        flex: 1 1 auto;
      }

      vc-qr {
        justify-self: center;
      }
    `,
  ]

  @property({ attribute: false }) chat!: Chat
  @property({ attribute: false }) name!: UserName
  /** The peer's key; another key has another number. */
  @property({ attribute: false }) identityKey: IdentityKey | null = null
  @property({ type: Boolean }) verified = false
  @property({ type: Boolean, attribute: 'signed-out' }) signedOut = false
  @state() private number: SafetyNumber = { state: 'loading' }
  @state() private showsQr = false

  override willUpdate(changed: PropertyValues<this>) {
    if (changed.has('name') || changed.has('identityKey')) void this.#load()
  }

  override render() {
    const { number } = this
    switch (number.state) {
      case 'loading':
        return html`<p class="small muted">Working it out…</p>`
      case 'unknown':
        return html`<p class="small muted">
          ${this.name}’s key is not known yet. It is fetched when the server answers.
        </p>`
      case 'known':
        return this.#comparison(number.digits)
    }
  }

  #comparison(digits: string) {
    const groups = digits.replaceAll(/\s/g, '').match(/.{1,5}/g) ?? []
    return html`
      <p class="small muted">
        Compare it with ${this.name}, face to face or on the phone. If both see the same digits, nobody reads along.
      </p>
      <p class="digits">${groups.map((group) => html`<span>${group} </span>`)}</p>
      ${this.showsQr ? html`<vc-qr text=${digits} label="Safety number as a QR code"></vc-qr>` : nothing}
      ${this.verified ? html`<p class="verified"><vc-icon .node=${ShieldCheck}></vc-icon>Verified</p>` : nothing}
      <div class="buttons">
        <button aria-pressed=${this.showsQr} @click=${this.#toggleQr}>
          <vc-icon .node=${QrCode}></vc-icon>QR code
        </button>
        <button ?disabled=${this.signedOut} @click=${() => void this.chat.setVerified(this.name, !this.verified)}>
          ${this.verified ? 'Remove mark' : 'Mark as verified'}
        </button>
      </div>
    `
  }

  readonly #toggleQr = () => {
    this.showsQr = !this.showsQr
  }

  async #load() {
    const { name, identityKey } = this
    this.number = { state: 'loading' }
    const digits = await this.chat.safetyNumber(name)
    if (name !== this.name || identityKey !== this.identityKey) return
    this.number = digits === undefined ? { state: 'unknown' } : { state: 'known', digits }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'vc-safety-number': VcSafetyNumber
  }
}
