import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { VcMessage } from './vc-message.ts'

/** Where somebody read: the first message in sight. */
export interface LogPlace {
  /** Of the message's row. */
  readonly key: string
  /** Where it began, below the top of the box. */
  readonly below: number
  /** Which part of it was out of sight above. */
  readonly cut: number
}

/** What keeps the place of a reader who goes elsewhere; none: the end. */
export interface Bookmark {
  place: LogPlace | undefined
}

/** Nearer to the edge of the box than this, what is looked for may be overlooked. */
const NEAR_EDGE = 48

/**
 * Keeps what is read in its place while messages come in above and below, and the end in sight for a reader at the
 * end, also when the box itself changes its size: a phone that is turned breaks all lines anew.
 */
export class ScrollKeeper implements ReactiveController {
  readonly #host: { readonly bookmark: Bookmark }
  readonly #box: () => HTMLElement | undefined
  #hasBegun = false
  #anchor: { readonly element: VcMessage; readonly top: number; readonly place: LogPlace } | undefined
  #atEnd = true
  #width = 0
  #observer: ResizeObserver | undefined

  constructor(host: ReactiveControllerHost & { readonly bookmark: Bookmark }, box: () => HTMLElement | undefined) {
    this.#host = host
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
    if (this.#hasBegun) this.#host.bookmark.place = this.#anchor?.place
    this.#observer?.disconnect()
    this.#observer = undefined
  }

  /** Goes to where the bookmark is; or to the end; or to this line, when that is out of sight above it. */
  begin(line: Element | null): void {
    const box = this.#box()
    if (!box) return
    const { bookmark } = this.#host
    const { place } = bookmark
    bookmark.place = undefined
    this.#hasBegun = true
    if (place && this.#goTo(place, box)) return
    box.scrollTop = box.scrollHeight
    if (!line) return
    const above = line.getBoundingClientRect().top - box.getBoundingClientRect().top
    if (above < 0) box.scrollTop += above - NEAR_EDGE
  }

  /** Whether hardly anything is out of sight below. */
  isNearEnd(): boolean {
    const box = this.#box()
    return box !== undefined && box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_EDGE
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

  /** Brings back what is out of sight above. */
  showAgain(message: EventTarget | null): void {
    const top = this.#box()?.getBoundingClientRect().top ?? 0
    const isAbove = message instanceof Element && message.getBoundingClientRect().bottom < top + NEAR_EDGE
    if (isAbove) message.scrollIntoView({ block: 'nearest' })
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
      const cut = Math.max(0, top - at.top) / at.height
      this.#anchor = { element, top: at.top, place: { key: element.row.key, below: at.top - top, cut } }
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

  #goTo({ key, below, cut }: LogPlace, box: HTMLElement): boolean {
    const element = [...box.querySelectorAll('vc-message')].find(({ row }) => row.key === key)
    if (!element) return false
    // The observer may not have told it yet.
    this.#width = box.clientWidth
    const at = element.getBoundingClientRect()
    box.scrollTop += at.top - box.getBoundingClientRect().top + (cut > 0 ? cut * at.height : -below)
    return true
  }

  /** After its lines were broken anew: the same part of it is out of sight. */
  #restoreBroken(box: HTMLElement): void {
    if (!this.#anchor?.place.cut) return this.restore()
    const { element, place } = this.#anchor
    const at = element.getBoundingClientRect()
    if (at.height > 0) box.scrollTop += at.top + place.cut * at.height - box.getBoundingClientRect().top
  }
}
