import { css, html, LitElement, nothing } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { X } from 'lucide'
import type { FootEvent } from '../parts/foot.ts'
import { HandBackController } from '../parts/hand-back.ts'
import { controls } from '../style/controls.ts'
import '../parts/vc-icon.ts'

const SHOWN_MS = 4_000

/**
 * Says one thing at a time, for some seconds, also to screen readers: above what stands at the foot of the page. Who
 * points at it, or is about to dismiss it by keyboard, has all the time that they need.
 */
@customElement('vc-toast')
export class VcToast extends LitElement {
  static override readonly styles = [
    controls,
    css`
      :host {
        position: absolute;
        inset-block-end: calc(var(--space-2) + max(var(--conversation-foot, 0px), env(safe-area-inset-bottom)));
        inset-inline: var(--space-3);
        z-index: 3;
        display: flex;
        justify-content: center;
        pointer-events: none;
      }

      /* No conversation is open, and at the foot there is nothing. */
      :host([over-list]) {
        inset-block-end: var(--space-6);
      }

      .said {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        max-inline-size: 34rem;
        padding: var(--space-1) var(--space-1) var(--space-1) var(--space-4);
        border: 1px solid var(--line);
        border-radius: var(--radius-l);
        background: var(--surface-raised);
        box-shadow: var(--shadow);
        font-size: var(--text-s);
        pointer-events: auto;
        overflow-wrap: anywhere;
        animation: arrive var(--motion) ease-out;
      }

      @keyframes arrive {
        from {
          opacity: 0;
          translate: 0 0.5rem;
        }
      }

      /* Beside the list. */
      @media (width >= 45em) {
        :host {
          inset-inline-start: calc(20rem + var(--space-3));
        }
      }

      /* In its place: above oneself and what is offered there. */
      @media (width < 45em) {
        :host([over-list]) {
          inset-block-end: calc(var(--space-2) + var(--list-foot, 0px));
        }
      }
    `,
  ]

  /** Whether the list is what is shown where there is room for one pane. */
  @property({ type: Boolean, attribute: 'over-list' }) overList = false
  @state() private words = ''
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor() {
    super()
    this.addController(new HandBackController(this))
  }

  /** Says it now, in place of what was said before. No words take that back. */
  say(words: string) {
    this.words = words
    this.#wait()
  }

  #wait() {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      if (this.matches(':hover, :focus-within')) this.#wait()
      else this.words = ''
    }, SHOWN_MS)
  }

  /** Keeps it above the foot of the pane, which is that many pixels high. */
  keepAbove({ pane, height }: FootEvent) {
    this.style.setProperty(`--${pane}-foot`, `${height}px`)
  }

  override disconnectedCallback() {
    super.disconnectedCallback()
    clearTimeout(this.#timer)
  }

  override render() {
    return html`<div class=${this.words ? 'said' : nothing}>
      <span role="status">${this.words}</span>
      ${
        this.words
          ? html`<button class="icon" aria-label="Dismiss" @click=${() => this.say('')}>
              <vc-icon .node=${X}></vc-icon>
            </button>`
          : nothing
      }
    </div>`
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'vc-toast': VcToast
  }
}
