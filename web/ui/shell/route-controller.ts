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

  /** Goes there with no way back to here. The entry keeps its depth: it counts what lies before it. */
  replace(route: Route): void {
    const address = formatRoute(route)
    // The browser may not yet have told of the entry.
    const depth = depthOf(history.state) ?? this.#depth + 1
    history.replaceState({ depth }, '', address)
    this.#trail[depth] = address
    this.#show(route)
  }

  /**
   * Gives Back somewhere to lead to on the page's first entry, so that it can close what covers the page instead of
   * leaving it. Called whenever something does, that is when the user did something: browsers skip other entries.
   */
  underlay(): void {
    if (this.#depth > 0) return
    const address = formatRoute(this.route)
    // Another address for the same route: only then the browser tells of going there.
    history.replaceState({ depth: 0, floor: true }, '', `${address}/`)
    this.#depth = 1
    history.pushState({ depth: 1 }, '', address)
    this.#trail[1] = address
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
    const target: Route = route.pane === 'details' ? { ...route, pane: 'conversation' } : { pane: 'list' }
    if (this.#trail[this.#depth - 1] === formatRoute(target)) {
      this.#goingBack = { again: false }
      history.back()
    } else this.replace(target)
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
    const isFloor = isUnderlaid(history.state)
    this.#mark()
    // Nothing is covered: who goes back wants to leave.
    if (isFloor) history.back()
    const isAskedAgain = this.#goingBack?.again === true
    this.#goingBack = undefined
    if (isAskedAgain) this.up()
  }

  /** An entry that has no depth yet is new, and cuts off what lay before it. */
  #mark() {
    if (depthOf(history.state) === undefined) this.#trail.length = Math.min(this.#trail.length, this.#depth)
    history.replaceState({ depth: this.#depth }, '')
    this.#trail[this.#depth] = formatRoute(this.route)
  }
}

function depthOf(state: unknown): number | undefined {
  if (typeof state !== 'object' || state === null || !('depth' in state)) return undefined
  return typeof state.depth === 'number' ? state.depth : undefined
}

function isUnderlaid(state: unknown): boolean {
  return typeof state === 'object' && state !== null && 'floor' in state
}
