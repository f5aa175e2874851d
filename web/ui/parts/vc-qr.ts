import { css, html, LitElement, svg } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { until } from 'lit/directives/until.js'

const QUIET = 4

/** A QR code. The encoder is loaded when the first one is drawn. */
@customElement('vc-qr')
export class VcQr extends LitElement {
  static override readonly styles = css`
    :host {
      display: block;
      inline-size: min(11rem, 100%);
      aspect-ratio: 1;
      border-radius: var(--radius-m);
      background: #fff;
      color: #000;
      forced-color-adjust: none;
    }

    p {
      display: grid;
      place-items: center;
      box-sizing: border-box;
      block-size: 100%;
      margin: 0;
      padding: var(--space-4);
      font-size: var(--text-s);
      text-align: center;
      text-wrap: balance;
    }

    svg {
      display: block;
      inline-size: 100%;
      block-size: 100%;
    }
  `

  @property() text = ''
  /** What it is, for those who do not see it. */
  @property() label = 'QR code'

  override render() {
    const missing = () => html`<p role="alert">The QR code could not be loaded. Compare the digits.</p>`
    return until(drawing(this.text, this.label).catch(missing), html``)
  }
}

async function drawing(text: string, label: string) {
  const { encode } = await import('uqr')
  const { data: rows, size } = encode(text, { border: 0 })
  const path = rows
    .flatMap((row, y) => row.map((dark, x) => (dark ? `M${x + QUIET} ${y + QUIET}h1v1h-1z` : '')))
    .join('')
  const side = size + 2 * QUIET
  return html`<svg viewBox="0 0 ${side} ${side}" role="img" aria-label=${label} shape-rendering="crispEdges">
    ${svg`<path d=${path} fill="currentColor" />`}
  </svg>`
}

declare global {
  interface HTMLElementTagNameMap {
    'vc-qr': VcQr
  }
}
