import type { ReactiveController, ReactiveControllerHost } from 'lit'

const MINUTE = 60_000

/** Draws the host anew once a minute: "5 minutes ago" and "Today" change by themselves. */
export class MinuteController implements ReactiveController {
  readonly #host: ReactiveControllerHost
  #minute: ReturnType<typeof setInterval> | undefined

  constructor(host: ReactiveControllerHost) {
    this.#host = host
    host.addController(this)
  }

  hostConnected(): void {
    this.#minute = setInterval(() => this.#host.requestUpdate(), MINUTE)
  }

  hostDisconnected(): void {
    clearInterval(this.#minute)
  }
}
