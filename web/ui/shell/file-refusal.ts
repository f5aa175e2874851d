import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { SayEvent } from './page-events.ts'

/** Says that a file which is pasted or dropped cannot be sent, and keeps the browser from opening it. */
export class FileRefusal implements ReactiveController {
  readonly #host: ReactiveControllerHost & EventTarget

  constructor(host: ReactiveControllerHost & EventTarget) {
    this.#host = host
  }

  hostConnected(): void {
    for (const type of ['dragover', 'drop', 'paste'] as const) document.addEventListener(type, this.#came)
  }

  hostDisconnected(): void {
    for (const type of ['dragover', 'drop', 'paste'] as const) document.removeEventListener(type, this.#came)
  }

  readonly #came = (event: DragEvent | ClipboardEvent) => {
    const what = 'dataTransfer' in event ? event.dataTransfer : event.clipboardData
    // Office programs give a picture of the text along with it.
    if (!what?.types.includes('Files') || what.types.includes('text/plain')) return
    event.preventDefault()
    if (event.type !== 'dragover') this.#host.dispatchEvent(new SayEvent('Only text can be sent.'))
  }
}
