import type { ReactiveController, ReactiveControllerHost } from 'lit'

/** Two panes have something at their foot that stays in sight: where one writes, and oneself. */
export type FootedPane = 'conversation' | 'list'

/** Tells how many pixels of a pane its foot takes; none while the pane is out of sight. */
export class FootEvent extends Event {
  static readonly type = 'vc-foot'

  constructor(
    readonly pane: FootedPane,
    readonly height: number,
  ) {
    super(FootEvent.type, { bubbles: true, composed: true })
  }
}

/** Tells the height of a foot at each change, so that what floats over the pane keeps above it. */
export class FootController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement
  readonly #pane: FootedPane
  readonly #foot: () => Iterable<Element>
  #observer: ResizeObserver | undefined

  /** `foot`: what may be the foot, of which the highest counts. */
  constructor(host: ReactiveControllerHost & HTMLElement, pane: FootedPane, foot: () => Iterable<Element>) {
    this.#host = host
    this.#pane = pane
    this.#foot = foot
    host.addController(this)
  }

  hostUpdated(): void {
    const parts = [...this.#foot()]
    if (parts.length === 0 || this.#observer) return
    this.#observer = new ResizeObserver(() => {
      const heights = parts.map((part) => part.getBoundingClientRect().height)
      this.#host.dispatchEvent(new FootEvent(this.#pane, Math.max(...heights)))
    })
    for (const part of parts) this.#observer.observe(part, { box: 'border-box' })
  }

  hostDisconnected(): void {
    this.#observer?.disconnect()
    this.#observer = undefined
  }
}
