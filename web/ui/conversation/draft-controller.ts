import type { ReactiveController, ReactiveControllerHost } from 'lit'

/** A draft is stored so often while one types. */
const DRAFT_MS = 1_000

/** Stores what is begun: while one types, and when the box or the page is left. */
export class DraftController implements ReactiveController {
  readonly #begun: () => string
  readonly #store: (draft: string) => void
  /** What was stored from here, or came in. */
  #kept = ''
  #timer: ReturnType<typeof setTimeout> | undefined

  /** `begun`: what is written and not sent. */
  constructor(host: ReactiveControllerHost, of: { begun: () => string; store: (draft: string) => void }) {
    this.#begun = of.begun
    this.#store = of.store
    host.addController(this)
  }

  hostConnected(): void {
    addEventListener('pagehide', this.save)
    document.addEventListener('visibilitychange', this.save)
  }

  hostDisconnected(): void {
    removeEventListener('pagehide', this.save)
    document.removeEventListener('visibilitychange', this.save)
    this.save()
  }

  /** A draft that is stored came into the box. */
  came(draft: string): void {
    this.#kept = draft
  }

  /** Stores it soon. */
  typed(): void {
    this.#timer ??= setTimeout(this.save, DRAFT_MS)
  }

  /** Stores it now. */
  readonly save = (): void => {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const draft = this.#begun()
    // Who wrote nothing here leaves alone what another tab has stored meanwhile.
    if (draft === this.#kept) return
    this.#kept = draft
    this.#store(draft)
  }
}
