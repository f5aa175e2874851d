import { css, html, LitElement, nothing } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import type { ResidentName } from '../environment.ts'
import { controls } from '../style/controls.ts'
import { ContinueEvent } from './continue-event.ts'
import '../parts/vc-avatar.ts'

/**
 * The names that this browser knows, to continue with one click.
 * @fires vc-continue - one was chosen
 */
@customElement('vc-resident-list')
export class VcResidentList extends LitElement {
  static override readonly styles = [
    controls,
    css`
      :host {
        display: block;
      }

      h2 {
        margin-block-end: var(--space-2);
        font-size: var(--text-s);
        font-weight: 600;
        color: var(--text-muted);
      }

      ul {
        display: grid;
        gap: var(--space-1);
        list-style: none;
      }

      button {
        inline-size: 100%;
        justify-content: start;
        gap: var(--space-3);
        min-block-size: 3.25rem;
        padding-inline: var(--space-2);
        text-align: start;
      }

      vc-avatar {
        --size: 2.25rem;
      }

      .who {
        display: grid;
        min-inline-size: 0;
      }

      .who span {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }

      .who .small {
        font-weight: 400;
      }
    `,
  ]

  @property({ attribute: false }) residents: readonly ResidentName[] = []

  override render() {
    return html`
      <h2 id="known">Known to this browser</h2>
      <ul aria-labelledby="known">
        ${this.residents.map((resident) => html`<li>${this.#button(resident)}</li>`)}
      </ul>
    `
  }

  #button(resident: ResidentName) {
    const { name, server, device } = resident
    return html`<button
      class="plain"
      aria-label="Continue as ${name}"
      @click=${() => this.dispatchEvent(new ContinueEvent(resident))}
    >
      <vc-avatar name=${name} color-key=${device ?? name}></vc-avatar>
      <span class="who">
        <span>${name}</span>
        ${server === location.origin ? nothing : html`<span class="small muted">${server}</span>`}
      </span>
    </button>`
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'vc-resident-list': VcResidentList
  }
}
