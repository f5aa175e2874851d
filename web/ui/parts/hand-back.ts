import type { ReactiveController, ReactiveControllerHost } from 'lit'

/** What had the focus is gone, and was not left: the page gives the focus to where one goes on. */
export class HandBackEvent extends Event {
  static readonly type = 'vc-hand-back'
  constructor() {
    super(HandBackEvent.type, { bubbles: true, composed: true })
  }
}

/** Whether what had the focus is gone. */
export function isNowhere(): boolean {
  return document.activeElement === document.body
}

/** Hands the focus back when an update of the host takes away what had it: a button that has done its work. */
export class HandBackController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement
  #hadFocus = false

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host
    host.addController(this)
  }

  hostUpdate(): void {
    this.#hadFocus = this.#host.matches(':focus-within')
  }

  hostUpdated(): void {
    if (this.#hadFocus && !this.#host.matches(':focus-within')) this.#host.dispatchEvent(new HandBackEvent())
  }
}
