import { css, html, LitElement } from 'lit'
import { customElement } from 'lit/decorators.js'
import { controls } from '../style/controls.ts'

/** What is shown where the browser offers no cryptography: plain http from another machine. */
@customElement('vc-insecure-page')
export class VcInsecurePage extends LitElement {
  static override readonly styles = [
    controls,
    css`
      :host {
        display: grid;
        place-items: safe center;
        box-sizing: border-box;
        block-size: 100%;
        padding: var(--space-5);
        background: var(--surface-side);
        overflow-y: auto;
      }

      main {
        display: grid;
        gap: var(--space-4);
        max-inline-size: 34rem;
      }

      h1 {
        font-size: var(--text-xl);
        line-height: var(--leading-tight);
      }

      ul {
        display: grid;
        gap: var(--space-2);
        padding-inline-start: var(--space-5);
      }

      code {
        padding: 0 var(--space-1);
        border-radius: var(--radius-s);
        background: var(--surface-code);
        font-family: var(--font-code);
        font-size: 0.92em;
      }
    `,
  ]

  override render() {
    return html`
      <main>
        <h1>This page needs https</h1>
        <p>
          It was opened over plain http from another machine. Browsers then switch off the cryptography that seals
          messages and keeps names, and Virtual Chat does not half work without it.
        </p>
        <ul>
          <li>On the machine of the server itself: open <code>http://localhost:${location.port || '80'}</code>.</li>
          <li>
            From elsewhere: start the server with <code>npm start -- --https</code> and open
            <code>https://${location.host}</code>. It makes its own certificate; the browser asks once whether you trust
            it.
          </li>
          <li>For others on the internet: put it behind a proxy that has a certificate.</li>
        </ul>
      </main>
    `
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'vc-insecure-page': VcInsecurePage
  }
}
