import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { SessionView } from '../../chat/chat-view.ts'
import { isForInputMethod } from '../parts/input-method.ts'
import { SayEvent } from '../shell/page-events.ts'
import { missingPartWords } from '../words/missing-part.ts'

/** Opens and closes the bar that finds text, which is loaded when it is first asked for. */
export class FindController implements ReactiveController {
  isOpen = false
  readonly #host: ReactiveControllerHost & HTMLElement
  readonly #session: () => SessionView

  constructor(host: ReactiveControllerHost & HTMLElement, session: () => SessionView) {
    this.#host = host
    this.#session = session
    host.addController(this)
  }

  hostConnected(): void {
    this.#host.addEventListener('keydown', this.#keyPressed)
  }

  hostDisconnected(): void {
    this.#host.removeEventListener('keydown', this.#keyPressed)
  }

  /** Whoever asks again wants to type another text. */
  async open(): Promise<void> {
    try {
      await import('../find/vc-find.ts')
    } catch {
      this.#host.dispatchEvent(new SayEvent(missingPartWords(this.#session())))
      return
    }
    this.#show(true)
    await this.#host.updateComplete
    this.#host.shadowRoot?.querySelector('vc-find')?.focus()
  }

  close(): void {
    this.#show(false)
  }

  #show(isOpen: boolean) {
    this.isOpen = isOpen
    this.#host.requestUpdate()
  }

  /** One step back, wherever in the conversation the focus is. */
  readonly #keyPressed = (event: KeyboardEvent) => {
    if (!this.isOpen || event.key !== 'Escape' || event.defaultPrevented || isForInputMethod(event)) return
    event.preventDefault()
    this.close()
  }
}
