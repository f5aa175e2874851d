import { css, html, LitElement } from 'lit'
import { customElement } from 'lit/decorators.js'
import { SLASH_COMMANDS } from '../../chat/slash-command.ts'
import { controls } from '../style/controls.ts'
import { KEYS } from './keys.ts'

/** Every key and every slash command. */
@customElement('vc-help')
export class VcHelp extends LitElement {
  static override readonly styles = [
    controls,
    css`
      :host {
        display: grid;
        gap: var(--space-4);
      }

      h3 {
        margin-block-end: var(--space-2);
        font-size: var(--text-s);
        font-weight: 600;
        color: var(--text-muted);
      }

      dl {
        display: grid;
        grid-template-columns: minmax(9rem, auto) 1fr;
        gap: var(--space-2) var(--space-4);
        align-items: baseline;
        font-size: var(--text-s);
      }

      kbd,
      code {
        padding: 0.1em 0.45em;
        border: 1px solid var(--line);
        border-radius: var(--radius-s);
        background: var(--surface-side);
        font-family: inherit;
        white-space: nowrap;
      }
    `,
  ]

  override render() {
    return html`
      <section>
        <h3>Keys</h3>
        <dl>
          ${KEYS.map(
            ({ keys, does }) =>
              html`<dt>${keys.map((key) => html`<kbd>${key}</kbd> `)}</dt>
                <dd>${does}</dd>`,
          )}
        </dl>
      </section>
      <section>
        <h3>Commands, typed into the message box</h3>
        <dl>
          ${SLASH_COMMANDS.map(
            ({ usage, does }) =>
              html`<dt><code>${usage}</code></dt>
                <dd>${does}</dd>`,
          )}
        </dl>
      </section>
    `
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'vc-help': VcHelp
  }
}
