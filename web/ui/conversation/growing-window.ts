import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { followEnd, growNear, openWindow, stayPut, type LogWindow } from './log-window.ts'

/** Screen readers look at what was added within this time. */
const ANNOUNCE_AFTER_MS = 500

/** The window over the messages of a log, which the host draws: it grows where the reader goes. */
export class GrowingWindow implements ReactiveController {
  readonly #host: ReactiveControllerHost
  #current: LogWindow | undefined
  #isDrawn = false
  #growing: ReturnType<typeof setTimeout> | undefined

  constructor(host: ReactiveControllerHost) {
    this.#host = host
    host.addController(this)
  }

  hostUpdated(): void {
    this.#isDrawn = true
  }

  hostDisconnected(): void {
    this.#stopTimer()
  }

  /** What is to be in the page; undefined before it was opened. */
  get current(): LogWindow | undefined {
    return this.#current
  }

  /** While messages come in because the reader opened them or goes elsewhere: they are not announced. */
  get isGrowing(): boolean {
    return this.#growing !== undefined
  }

  /** Whether the newest message is in it. */
  get hasEnd(): boolean {
    return this.#current === undefined || this.#current.to >= this.#current.total
  }

  /** At the end; or around a message, wherever it was before, in a box of that height. */
  open(total: number, around?: number, height?: number): void {
    this.#show(openWindow(total, around, height))
    this.#hush()
  }

  /** Around that message, if it is not in it: nothing of that is announced. Returns whether it was not. */
  goTo(total: number, index: number): boolean {
    if (this.#current && index >= this.#current.from && index < this.#current.to) return false
    this.open(total, index)
    return true
  }

  /** After messages came or went, `gone` of them from the beginning. */
  follow(total: number, atEnd: boolean, gone = 0): void {
    if (this.#current) this.#show(atEnd ? followEnd(this.#current, total) : stayPut(this.#current, total, gone))
  }

  /** Some messages more on the way to the end. */
  catchUp(): void {
    if (this.#current) this.follow(this.#current.total, true)
  }

  /** More comes in at an edge that is near in this box, unless the box shows another window yet. */
  growIn(box: HTMLElement): void {
    if (!this.#isDrawn) return
    const next = this.#current && growNear(this.#current, box)
    if (!next || next === this.#current) return
    this.#show(next)
    this.#hush()
  }

  #hush() {
    this.#stopTimer()
    this.#growing = setTimeout(() => {
      this.#stopTimer()
      this.#host.requestUpdate()
    }, ANNOUNCE_AFTER_MS)
  }

  #stopTimer() {
    clearTimeout(this.#growing)
    this.#growing = undefined
  }

  #show(window: LogWindow) {
    this.#current = window
    this.#isDrawn = false
    this.#host.requestUpdate()
  }
}
