import type { ReactiveController, ReactiveControllerHost } from 'lit'

/** Draws the host anew when the device loses its network or has one again. */
export class NetworkController implements ReactiveController {
  readonly #changed: () => void

  constructor(host: ReactiveControllerHost) {
    this.#changed = () => host.requestUpdate()
    host.addController(this)
  }

  /** False only where there is surely none; otherwise the server may still be out of reach. */
  get hasNetwork(): boolean {
    return navigator.onLine
  }

  hostConnected(): void {
    addEventListener('online', this.#changed)
    addEventListener('offline', this.#changed)
  }

  hostDisconnected(): void {
    removeEventListener('online', this.#changed)
    removeEventListener('offline', this.#changed)
  }
}
