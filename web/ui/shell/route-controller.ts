import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { formatRoute, parseRoute, type Route } from './route.ts'

/** Keeps the host at the route that the address names, and knows the way back. */
export class RouteController implements ReactiveController {
  route: Route = parseRoute(location.hash)
  readonly #host: ReactiveControllerHost
  readonly #uncover: () => boolean
  /** Where each entry of the browser's history leads, as far as this page has seen them. */
  readonly #trail: string[] = []
  #depth = depthOf(history.state) ?? 0
  /** From asking the browser to go back until it tells of it; `again`: one more pane was asked for meanwhile. */
  #goingBack: { again: boolean } | undefined

  /** `uncover`: closes what covers the page, and says whether there was anything. */
  constructor(host: ReactiveControllerHost, uncover: () => boolean) {
    this.#host = host
    this.#uncover = uncover
    host.addController(this)
    this.#mark()
  }

  hostConnected(): void {
    addEventListener('hashchange', this.#changed)
    addEventListener('click', this.#clicked)
  }

  hostDisconnected(): void {
    removeEventListener('hashchange', this.#changed)
    removeEventListener('click', this.#clicked)
  }

  go(route: Route): void {
    this.#show(route)
    location.hash = formatRoute(route)
  }

  /** At once: what is typed next belongs there, and the browser tells of a new address only later. */
  #show(route: Route) {
    this.route = route
    this.#host.requestUpdate()
  }

  /** A plain click on a link to a route. */
  readonly #clicked = (event: MouseEvent) => {
    const link = event.composedPath().find((target) => target instanceof HTMLAnchorElement)
    const isPlain = event.button === 0 && !(event.altKey || event.ctrlKey || event.metaKey || event.shiftKey)
    if (!isPlain || event.defaultPrevented || !link?.getAttribute('href')?.startsWith('#/')) return
    event.preventDefault()
    this.go(parseRoute(link.hash))
  }

  /** One pane back: through the browser's history when that leads there, else by address. */
  up(): void {
    const { route } = this
    if (this.#goingBack) this.#goingBack.again = true
    if (this.#goingBack || route.pane === 'list') return
    const target = formatRoute(route.pane === 'details' ? { ...route, pane: 'conversation' } : { pane: 'list' })
    if (this.#trail[this.#depth - 1] === target) {
      this.#goingBack = { again: false }
      history.back()
    } else location.replace(target)
  }

  readonly #changed = () => {
    const depth = depthOf(history.state)
    // Who goes back from a dialog wants out of it: the page behind stays where it was.
    if (depth !== undefined && depth < this.#depth && !this.#goingBack && this.#uncover()) {
      history.go(this.#depth - depth)
      return
    }
    this.#show(parseRoute(location.hash))
    this.#depth = depth ?? this.#depth + 1
    this.#mark()
    const isAskedAgain = this.#goingBack?.again === true
    this.#goingBack = undefined
    if (isAskedAgain) this.up()
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
