import { html, nothing, type ReactiveControllerHost } from 'lit'
import type { Completion } from './completion.ts'

/** What becomes of a completion. */
export interface CompletionPorts {
  take(completion: Completion): void
  /** Whether what was typed is already all of it. */
  isWhole(completion: Completion): boolean
}

/** The list of completions over a text box that keeps the focus (ARIA: a listbox that the box controls). */
export class CompletionList {
  readonly #host: ReactiveControllerHost
  readonly #ports: CompletionPorts
  #found: readonly Completion[] = []
  #chosen = 0

  constructor(host: ReactiveControllerHost, ports: CompletionPorts) {
    this.#host = host
    this.#ports = ports
  }

  get isOpen(): boolean {
    return this.#found.length > 0
  }

  /** The id of the chosen option, for the box to point at. */
  get activeId(): string | typeof nothing {
    return this.isOpen ? `completion-${this.#chosen}` : nothing
  }

  /** Offers these, the first one chosen; none closes the list. */
  offer(found: readonly Completion[]): void {
    this.#found = found
    this.#chosen = 0
    this.#host.requestUpdate()
  }

  /** Whether the key was for the list. */
  keyPressed(key: string): boolean {
    const completion = this.#found[this.#chosen]
    if (!completion) return false
    if (key === 'Escape') this.offer([])
    else if (key === 'ArrowDown') this.#choose(1)
    else if (key === 'ArrowUp') this.#choose(-1)
    // Who has typed a whole command or name, and chosen no other, is done with it.
    else if (key === 'Tab' || (key === 'Enter' && (this.#chosen > 0 || !this.#ports.isWhole(completion)))) {
      this.#ports.take(completion)
    } else return false
    return true
  }

  template() {
    if (!this.isOpen) return nothing
    return html`<ul id="completions" role="listbox" aria-label="Suggestions">
      ${this.#found.map(
        (completion, index) =>
          html`<li
            id="completion-${index}"
            role="option"
            aria-selected=${index === this.#chosen}
            @pointerdown=${(event: PointerEvent) => event.preventDefault()}
            @click=${() => this.#ports.take(completion)}
          >
            <span>${completion.label}</span>
            <span class="muted small">${completion.detail}</span>
          </li>`,
      )}
    </ul>`
  }

  #choose(by: 1 | -1): void {
    const count = this.#found.length
    this.#chosen = (this.#chosen + by + count) % count
    this.#host.requestUpdate()
  }
}
