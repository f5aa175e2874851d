import { css, html, LitElement } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { Users } from 'lucide'
import { avatarHue } from './avatar-hue.ts'
import { avatarLetters } from './avatar-letters.ts'
import './vc-icon.ts'

/** The round mark of a person, in a colour that follows from their key. Decorative: the name stands beside it. */
@customElement('vc-avatar')
export class VcAvatar extends LitElement {
  static override readonly styles = css`
    :host {
      --size: 2.5rem;
      position: relative;
      display: inline-flex;
      flex: none;
      inline-size: var(--size);
      block-size: var(--size);
    }

    .disc {
      display: grid;
      place-items: center;
      box-sizing: border-box;
      inline-size: 100%;
      block-size: 100%;
      border-radius: 50%;
      background: oklch(var(--avatar-lightness) 0.095 var(--hue));
      color: #fff;
      font-size: calc(var(--size) * 0.4);
      font-weight: 600;
      line-height: 1;
      text-transform: uppercase;
      user-select: none;
    }

    .several {
      font-size: calc(var(--size) * 0.3);
    }

    .group {
      background: var(--accent);
      color: var(--on-accent);
    }

    .dot {
      position: absolute;
      inset-inline-end: -1px;
      inset-block-end: -1px;
      inline-size: calc(var(--size) * 0.3);
      block-size: calc(var(--size) * 0.3);
      border: 2px solid var(--ring, var(--surface-side));
      border-radius: 50%;
      background: var(--online);
      forced-color-adjust: none;
    }

    @media (forced-colors: active) {
      .disc {
        border: 1px solid CanvasText;
      }
    }
  `

  @property() name = ''
  /** What the colour is derived from: the device id, or the name where that is not known. */
  @property({ attribute: 'color-key' }) colorKey = ''
  @property({ type: Boolean }) online = false

  override updated() {
    this.style.setProperty('--hue', String(avatarHue(this.colorKey || this.name)))
  }

  override render() {
    const letters = avatarLetters(this.name)
    return html`
      ${
        this.name === 'everyone'
          ? html`<span class="disc group" aria-hidden="true"><vc-icon .node=${Users}></vc-icon></span>`
          : html`<span class="disc ${letters.length > 1 ? 'several' : ''}" aria-hidden="true">${letters}</span>`
      }
      ${this.online ? html`<span class="dot"></span>` : null}
    `
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'vc-avatar': VcAvatar
  }
}
