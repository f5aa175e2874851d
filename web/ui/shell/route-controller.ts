import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { formatRoute, parseRoute, type Route } from './route.ts'

/** Keeps the host at the route that the address names, and knows the way back. */
export class RouteController implements ReactiveController {
  route: Route = parseRoute(location.hash)
  readonly #host: ReactiveControllerHost
  readonly #trail: string[] = [formatRoute(this.route)]

  constructor(host: ReactiveControllerHost) {
    this.#host = host
    host.addController(this)
  }

  hostConnected(): void {
    addEventListener('hashchange', this.#changed)
  }

  hostDisconnected(): void {
    removeEventListener('hashchange', this.#changed)
  }

  go(route: Route): void {
    location.hash = formatRoute(route)
  }

  /** One pane back: through the browser's history when that leads there, else by address. */
  up(): void {
    const { route } = this
    if (route.pane === 'list') return
    const target = formatRoute(route.pane === 'details' ? { ...route, pane: 'conversation' } : { pane: 'list' })
    if (this.#trail.at(-2) === target) history.back()
    else location.replace(target)
  }

  readonly #changed = () => {
    this.route = parseRoute(location.hash)
    const here = formatRoute(this.route)
    if (this.#trail.at(-2) === here) this.#trail.pop()
    else this.#trail.push(here)
    this.#host.requestUpdate()
  }
}
