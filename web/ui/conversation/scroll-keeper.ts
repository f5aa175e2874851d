import type { ReactiveController, ReactiveControllerHost } from 'lit'

/**
 * Keeps what is read in its place while messages come in above and below, and the end in sight for a reader at the
 * end, also when the box itself changes its size.
 */
export class ScrollKeeper implements ReactiveController {
  readonly #box: () => HTMLElement | undefined
  #anchor: { readonly element: Element; readonly top: number } | undefined
  #atEnd = true
  #observer: ResizeObserver | undefined

  constructor(host: ReactiveControllerHost, box: () => HTMLElement | undefined) {
    this.#box = box
    host.addController(this)
  }

  hostUpdated(): void {
    const box = this.#box()
    if (!box || this.#observer) return
    this.#observer = new ResizeObserver(() => {
      if (this.#atEnd) box.scrollTop = box.scrollHeight
    })
    this.#observer.observe(box)
    for (const child of box.children) this.#observer.observe(child)
  }

  hostDisconnected(): void {
    this.#observer?.disconnect()
    this.#observer = undefined
  }

  /** Goes to the end; or to this line, when that is out of sight above it. */
  begin(line: Element | null): void {
    const box = this.#box()
    if (!box) return
    box.scrollTop = box.scrollHeight
    if (!line) return
    const above = line.getBoundingClientRect().top - box.getBoundingClientRect().top
    if (above < 0) box.scrollTop += above - 48
  }

  /** Before rendering: notes the first message in sight. */
  remember(atEnd: boolean): void {
    this.#atEnd = atEnd
    this.#anchor = undefined
    const box = this.#box()
    if (!box || atEnd) return
    const top = box.getBoundingClientRect().top
    for (const element of box.querySelectorAll('vc-message')) {
      const at = element.getBoundingClientRect()
      if (at.bottom <= top) continue
      this.#anchor = { element, top: at.top }
      return
    }
  }

  /** After rendering: puts it back where it was. */
  restore(): void {
    const box = this.#box()
    if (!box) return
    if (this.#atEnd) box.scrollTop = box.scrollHeight
    else if (this.#anchor?.element.isConnected) {
      box.scrollTop += this.#anchor.element.getBoundingClientRect().top - this.#anchor.top
    }
  }
}
