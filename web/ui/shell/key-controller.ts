import type { ReactiveController } from 'lit'
import { isForInputMethod } from '../parts/input-method.ts'
import { rowBeside, type SidebarRow } from '../sidebar/sidebar-rows.ts'
import { pageKey, type PageKey } from './keys.ts'
import type { DialogName } from './page-events.ts'
import type { RouteController } from './route-controller.ts'

/** What keys act on besides the address. */
interface Workspace {
  /** Those that the sidebar shows. */
  readonly rows: readonly SidebarRow[]
  /** Opens what finds text in the conversation that is in sight. */
  find(): void
}

/** Does what keys ask of the whole page, wherever the focus is. */
export class KeyController implements ReactiveController {
  readonly #router: RouteController
  readonly #isOn: () => boolean
  readonly #hasSingleKeys: () => boolean
  readonly #workspace: () => Workspace | undefined
  readonly #open: (dialog: DialogName) => void

  /** `isOn`: whether the page has keys now; `hasSingleKeys`: also characters alone; `open`: shows a dialog. */
  constructor(of: {
    router: RouteController
    isOn: () => boolean
    hasSingleKeys: () => boolean
    workspace: () => Workspace | undefined
    open: (dialog: DialogName) => void
  }) {
    this.#router = of.router
    this.#isOn = of.isOn
    this.#hasSingleKeys = of.hasSingleKeys
    this.#workspace = of.workspace
    this.#open = of.open
  }

  hostConnected(): void {
    document.addEventListener('keydown', this.#pressed)
  }

  hostDisconnected(): void {
    document.removeEventListener('keydown', this.#pressed)
  }

  readonly #pressed = (event: KeyboardEvent) => {
    if (event.defaultPrevented || isForInputMethod(event) || !this.#isOn()) return
    const target = event.composedPath()[0]
    const isWriting = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement
    const key = pageKey(event, this.#hasSingleKeys() && !isWriting)
    if (!key) return
    event.preventDefault()
    this.#obey(key)
  }

  #obey(key: PageKey) {
    if (key === 'jump' || key === 'help') this.#open(key)
    else if (key === 'find') this.#workspace()?.find()
    else if (key === 'back') this.#router.up()
    else this.#step(key === 'next' ? 1 : -1)
  }

  /** To the conversation below or above in the sidebar's order. */
  #step(by: 1 | -1) {
    const { route } = this.#router
    const from = route.pane === 'list' ? undefined : route.conversation
    const next = rowBeside(this.#workspace()?.rows ?? [], from, by)
    if (next) this.#router.go({ pane: 'conversation', conversation: next.id })
  }
}
