import { css, html, LitElement } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { Trash2 } from 'lucide'
import type { Environment, ResidentName } from '../environment.ts'
import { controls } from '../style/controls.ts'
import './vc-icon.ts'

/** Deletes a person from this browser, after asking. */
@customElement('vc-forget')
export class VcForget extends LitElement {
  static override readonly styles = [
    controls,
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

  @property({ attribute: false }) environment!: Environment
  @property({ attribute: false }) resident: ResidentName | undefined
  @state() private asking = false

  override render() {
    if (!this.asking)
      return html`<div class="buttons">
        <button type="button" class="danger forget" @click=${() => this.#ask(true)}>
          <vc-icon .node=${Trash2}></vc-icon>Forget this browser
        </button>
      </div>`
    return html`<div class="sure" role="alert">
      <p>
        This deletes the key, all messages and all drafts of ${this.resident?.name} from this browser. Without a
        recovery phrase you lose the name as well.
      </p>
      <div class="buttons">
        <button type="button" class="danger primary" @click=${this.#forget}>Delete everything here</button>
        <button type="button" class="keep" @click=${() => this.#ask(false)}>Keep it</button>
      </div>
    </div>`
  }

  /** It comes to where the button was that asked for it: the second half of a double click is no answer. */
  readonly #forget = ({ detail: clicks }: MouseEvent) => {
    if (clicks > 1) return
    if (this.resident) void this.environment.forget(this.resident)
  }

  /** The button that led to the question, or to its answer, goes: the focus moves on, never to what deletes. */
  async #ask(asking: boolean) {
    this.asking = asking
    await this.updateComplete
    this.renderRoot.querySelector('.sure')?.scrollIntoView({ block: 'nearest' })
    this.renderRoot.querySelector<HTMLElement>(asking ? '.keep' : '.forget')?.focus()
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'vc-forget': VcForget
  }
}
