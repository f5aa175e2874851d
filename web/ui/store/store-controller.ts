import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { Readable } from '../../chat/store.ts'

/** Follows a readable while its host is connected, and asks the host to render after each change. */
export class StoreController<T> implements ReactiveController {
  readonly #host: ReactiveControllerHost
  readonly #find: () => Readable<T>
  #isConnected = false
  #followed: Readable<T> | undefined
  #release: (() => void) | undefined

  /** `find`: which one, asked at each update, as the host's properties may name another one by then. */
  constructor(host: ReactiveControllerHost, find: () => Readable<T>) {
    this.#host = host
    this.#find = find
    host.addController(this)
  }

  /** As it is now. Not before the host's properties have arrived. */
  get value(): T {
    return this.#find().get()
  }

  hostConnected(): void {
    this.#isConnected = true
    this.#host.requestUpdate()
  }

  hostUpdate(): void {
    const found = this.#find()
    // An update may come after the host was taken out: nothing would end what it began.
    if (!this.#isConnected || found === this.#followed) return
    this.#end()
    this.#followed = found
    this.#release = found.subscribe(() => this.#host.requestUpdate())
  }

  hostDisconnected(): void {
    this.#isConnected = false
    this.#end()
  }

  #end() {
    this.#release?.()
    this.#release = undefined
    this.#followed = undefined
  }
}
