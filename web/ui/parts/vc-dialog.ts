import { css, html, LitElement, nothing } from 'lit'
import { customElement, property, query } from 'lit/decorators.js'
import { X } from 'lucide'
import { controls } from '../style/controls.ts'
import './vc-icon.ts'

/** Safari has no `closedby`. */
const CLOSES_BY_ITSELF = 'closedBy' in HTMLDialogElement.prototype

/**
 * A modal dialog, open as long as it is in the page.
 * @slot - the content
 * @fires close - it was closed; whoever rendered it takes it out
 */
@customElement('vc-dialog')
export class VcDialog extends LitElement {
  static override readonly styles = [
    controls,
    css`
      dialog {
        display: flex;
        flex-direction: column;
        inline-size: min(34rem, 100vw - 2rem);
        max-inline-size: none;
        max-block-size: min(44rem, 100dvh - 2rem);
        padding: 0;
        border: 1px solid var(--line);
        border-radius: var(--radius-l);
        background: var(--surface-raised);
        color: var(--text);
        box-shadow: var(--shadow);
        overflow: hidden;
      }

      dialog::backdrop {
        background: var(--backdrop);
      }

      header {
        display: flex;
        align-items: center;
        gap: var(--space-3);
        padding: var(--space-4) var(--space-3) var(--space-3) var(--space-5);
      }

      h2 {
        flex: 1;
        font-size: var(--text-l);
        font-weight: 650;
        line-height: var(--leading-tight);
      }

      .content {
        /* WebKit takes a basis of 0% for no height at all where the dialog's own height is that of its content. */
        flex: auto;
        min-block-size: 0;
        padding: 0 var(--space-5) var(--space-5);
        overflow-y: auto;
        overscroll-behavior: contain;
      }

      .content:focus-visible {
        outline-offset: -2px;
      }

      :host([bare]) header:not(:focus-within) {
        position: absolute;
        clip-path: inset(50%);
        block-size: 1px;
        padding: 0;
      }

      :host([bare]) .content {
        padding: 0;
      }

      @media (width < 45em) {
        dialog {
          inline-size: 100vw;
          max-block-size: 92dvh;
          margin-block-end: 0;
          border-end-start-radius: 0;
          border-end-end-radius: 0;
          padding-block-end: env(safe-area-inset-bottom);
        }

        header {
          padding-inline-start: var(--space-4);
        }

        .content {
          padding-inline: var(--space-4);
        }
      }
    `,
  ]

  @property() heading = ''
  /** Hides the title bar from sight while its button has not the focus; the content brings its own. */
  @property({ type: Boolean, reflect: true }) bare = false
  /** Holds what is shown this once: a click beside it does not close it. */
  @property({ type: Boolean }) firm = false
  /** Holds nothing that takes the focus: then the content itself does, to be scrolled by key. Safari does not by itself. */
  @property({ type: Boolean }) still = false
  @query('dialog') private readonly dialog?: HTMLDialogElement
  #isPressedBeside = false

  /** Closes it, as Esc does. */
  close() {
    this.dialog?.close()
  }

  override firstUpdated() {
    this.dialog?.showModal()
  }

  override render() {
    return html`
      <dialog
        closedby=${CLOSES_BY_ITSELF ? (this.firm ? 'closerequest' : 'any') : nothing}
        aria-labelledby="heading"
        @close=${() => this.dispatchEvent(new Event('close'))}
        @pointerdown=${this.#pressed}
        @click=${this.#clicked}
      >
        <header>
          <h2 id="heading">${this.heading}</h2>
          <button class="icon" aria-label="Close" @click=${() => this.close()}>
            <vc-icon .node=${X}></vc-icon>
          </button>
        </header>
        <div
          class="content"
          tabindex=${this.still ? 0 : nothing}
          role=${this.still ? 'group' : nothing}
          aria-labelledby=${this.still ? 'heading' : nothing}
        >
          <slot></slot>
        </div>
      </dialog>
    `
  }

  readonly #pressed = (event: PointerEvent) => {
    this.#isPressedBeside = isBeside(event)
  }

  /** Who selects text, and lets go beside the dialog, has not clicked there. */
  readonly #clicked = (event: MouseEvent) => {
    if (!CLOSES_BY_ITSELF && !this.firm && this.#isPressedBeside && isBeside(event)) this.close()
  }
}

/** Whether it is on the backdrop, which counts as the dialog. */
function isBeside({ target, currentTarget, clientX: x, clientY: y }: MouseEvent): boolean {
  if (!(target instanceof HTMLDialogElement) || target !== currentTarget) return false
  const { left, right, top, bottom } = target.getBoundingClientRect()
  return x < left || x > right || y < top || y > bottom
}

declare global {
  interface HTMLElementTagNameMap {
    'vc-dialog': VcDialog
  }
}
