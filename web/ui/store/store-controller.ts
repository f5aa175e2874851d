import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { Readable } from '../../chat/store.ts'

/** Follows one readable while its host is connected, and asks the host to render after each change. */
export class StoreController<T> implements ReactiveController {
  value: T
  #source: Readable<T> | undefined
  #release: (() => void) | undefined
  readonly #host: ReactiveControllerHost

  constructor(host: ReactiveControllerHost, initial: T) {
    this.#host = host
    this.value = initial
    host.addController(this)
  }

  /** Follows this one from now on. Meant for `willUpdate`, where the host's properties have arrived. */
  follow(source: Readable<T>): void {
    if (source === this.#source) return
    this.hostDisconnected()
    this.#source = source
    this.hostConnected()
  }

  hostConnected(): void {
    const source = this.#source
    if (!source || this.#release) return
    this.value = source.get()
    this.#release = source.subscribe((value) => {
      this.value = value
      this.#host.requestUpdate()
    })
    this.#host.requestUpdate()
  }

  hostDisconnected(): void {
    this.#release?.()
    this.#release = undefined
  }
}
