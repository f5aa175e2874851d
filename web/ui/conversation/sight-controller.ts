import type { ReactiveController, ReactiveControllerHost } from 'lit'

/** Whether a box of the host can be seen: the page is in sight, and nothing takes the box its height. */
export class SightController implements ReactiveController {
  readonly #box: () => HTMLElement | undefined
  readonly #cameBack: () => void
  /** While the details cover the box, it has none. */
  #hasHeight = false
  #observer: ResizeObserver | undefined

  /** `cameBack`: the page is in sight again, or the box has a height again. */
  constructor(host: ReactiveControllerHost, of: { box: () => HTMLElement | undefined; cameBack: () => void }) {
    this.#box = of.box
    this.#cameBack = of.cameBack
    host.addController(this)
  }

  get isInSight(): boolean {
    return this.#hasHeight && document.visibilityState === 'visible'
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.#look)
  }

  hostUpdated(): void {
    const box = this.#box()
    if (!box || this.#observer) return
    this.#hasHeight = box.clientHeight > 0
    this.#observer = new ResizeObserver(() => {
      const hadHeight = this.#hasHeight
      this.#hasHeight = box.clientHeight > 0
      if (this.#hasHeight && !hadHeight) this.#look()
    })
    this.#observer.observe(box)
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#look)
    this.#observer?.disconnect()
    this.#observer = undefined
  }

  readonly #look = () => {
    if (document.visibilityState === 'visible') this.#cameBack()
  }
}
