import type { ReactiveController, ReactiveControllerHost } from 'lit'

/** Nearer to the edge of the box than this, what is looked for may be overlooked. */
const NEAR_EDGE = 48

/**
 * Keeps what is read in its place while messages come in above and below, and the end in sight for a reader at the
 * end, also when the box itself changes its size: a phone that is turned breaks all lines anew.
 */
export class ScrollKeeper implements ReactiveController {
  readonly #box: () => HTMLElement | undefined
  /** `cut`: which part of it is out of sight above. */
  #anchor: { readonly element: Element; readonly top: number; readonly cut: number } | undefined
  #atEnd = true
  #width = 0
  #observer: ResizeObserver | undefined

  constructor(host: ReactiveControllerHost, box: () => HTMLElement | undefined) {
    this.#box = box
    host.addController(this)
  }

  hostUpdated(): void {
    const box = this.#box()
    if (!box || this.#observer) return
    this.#observer = new ResizeObserver(() => {
      const isOther = box.clientWidth !== this.#width
      this.#width = box.clientWidth
      if (this.#atEnd) box.scrollTop = box.scrollHeight
      else if (isOther && this.#width > 0) this.#restoreBroken(box)
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

  /** Whether it is in sight, and could be pushed out of it. */
  isAtRisk(element: Element | null): boolean {
    const box = this.#box()
    if (!box || !element || box.scrollHeight <= box.clientHeight) return false
    const [at, around] = [element.getBoundingClientRect(), box.getBoundingClientRect()]
    return at.bottom > around.top && at.top < around.bottom
  }

  /** Scrolls to what is there, unless it is in sight: to the middle. */
  bring({ top, bottom }: DOMRect): void {
    const box = this.#box()
    if (!box) return
    const around = box.getBoundingClientRect()
    if (top < around.top + NEAR_EDGE || bottom > around.bottom - NEAR_EDGE) {
      box.scrollTop += (top + bottom - around.top - around.bottom) / 2
    }
  }

  /** Before rendering, and after scrolling: notes the first message in sight. */
  remember(atEnd: boolean): void {
    this.#atEnd = atEnd
    const box = this.#box()
    // Lines that were just broken anew are not where they are read, and behind the details nothing is in sight.
    if (!atEnd && (!box?.clientWidth || box.clientWidth !== this.#width)) return
    this.#anchor = undefined
    if (!box || atEnd) return
    const top = box.getBoundingClientRect().top
    for (const element of box.querySelectorAll('vc-message')) {
      const at = element.getBoundingClientRect()
      if (at.bottom <= top) continue
      this.#anchor = { element, top: at.top, cut: Math.max(0, top - at.top) / at.height }
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

  /** After its lines were broken anew: the same part of it is out of sight. */
  #restoreBroken(box: HTMLElement): void {
    if (!this.#anchor?.cut) return this.restore()
    const at = this.#anchor.element.getBoundingClientRect()
    if (at.height > 0) box.scrollTop += at.top + this.#anchor.cut * at.height - box.getBoundingClientRect().top
  }
}
