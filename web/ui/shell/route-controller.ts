import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { formatRoute, parseRoute, type Route } from './route.ts'

/** Keeps the host at the route that the address names, and knows the way back. */
export class RouteController implements ReactiveController {
  route: Route = parseRoute(location.hash)
  readonly #host: ReactiveControllerHost
  /** Where each entry of the browser's history leads, as far as this page has seen them. */
  readonly #trail: string[] = []
  #depth = depthOf(history.state) ?? 0

  constructor(host: ReactiveControllerHost) {
    this.#host = host
    host.addController(this)
    this.#mark()
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
    if (this.#trail[this.#depth - 1] === target) history.back()
    else location.replace(target)
  }

  readonly #changed = () => {
    this.route = parseRoute(location.hash)
    this.#depth = depthOf(history.state) ?? this.#depth + 1
    this.#mark()
    this.#host.requestUpdate()
  }

  /** An entry that has no depth yet is new, and cuts off what lay before it. */
  #mark() {
    if (depthOf(history.state) === undefined) {
      history.replaceState({ depth: this.#depth }, '')
      this.#trail.length = Math.min(this.#trail.length, this.#depth)
    }
    this.#trail[this.#depth] = formatRoute(this.route)
  }
}

function depthOf(state: unknown): number | undefined {
  if (typeof state !== 'object' || state === null || !('depth' in state)) return undefined
  return typeof state.depth === 'number' ? state.depth : undefined
}
