import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { ConversationId } from '../../chat/messages.ts'
import { isNowhere } from '../parts/hand-back.ts'
import type { SidebarRow } from './sidebar-rows.ts'
import type { VcConversationRow } from './vc-conversation-row.ts'

/**
 * Makes a list of rows one tab stop: the arrow keys, Home and End go from row to row (ARIA: roving tabindex), and Tab
 * comes back to the row where one was. A row that moves up takes the focus along. Above the first row is `above`.
 */
export class RowWalk implements ReactiveController {
  readonly #host: ReactiveControllerHost
  readonly #elements: () => readonly VcConversationRow[]
  readonly #above: () => HTMLElement | null
  #stop: ConversationId | undefined
  #focused: VcConversationRow | undefined

  constructor(
    host: ReactiveControllerHost,
    of: { rows: () => readonly VcConversationRow[]; above: () => HTMLElement | null },
  ) {
    this.#host = host
    this.#elements = of.rows
    this.#above = of.above
    host.addController(this)
  }

  hostUpdate(): void {
    this.#focused = this.#withFocus()
  }

  hostUpdated(): void {
    if (this.#focused?.isConnected && isNowhere()) this.#focused.focus()
  }

  /** The row that is the tab stop of these. */
  stopOf(rows: readonly SidebarRow[]): ConversationId | undefined {
    return rows.some(({ id }) => id === this.#stop) ? this.#stop : rows[0]?.id
  }

  /** Tab comes back to that one. */
  moveStop(stop: ConversationId | undefined): void {
    if (stop === undefined || stop === this.#stop) return
    this.#stop = stop
    this.#host.requestUpdate()
  }

  /** Brings the row into sight, also when one came there by keys of the page. */
  show(conversation: ConversationId | undefined): void {
    const element = this.#elements().find(({ row }) => row.id === conversation)
    element?.scrollIntoView({ block: 'nearest' })
  }

  readonly focusCame = () => this.moveStop(this.#withFocus()?.row.id)

  readonly keyPressed = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
    const next = rowAt(event.key, this.#elements(), this.#withFocus())
    if (next === 'other key') return
    event.preventDefault()
    const target = next ?? (event.key === 'ArrowUp' ? this.#above() : null)
    target?.focus()
  }

  #withFocus(): VcConversationRow | undefined {
    return this.#elements().find((element) => element.matches(':focus-within'))
  }
}

/** Where a key leads from a row; nowhere at the ends. */
function rowAt<T>(key: string, rows: readonly T[], from: T | undefined): T | undefined | 'other key' {
  const here = rows.findIndex((row) => row === from)
  switch (key) {
    case 'ArrowDown':
      return rows[here + 1]
    case 'ArrowUp':
      return rows[here - 1]
    case 'Home':
      return rows[0]
    case 'End':
      return rows.at(-1)
    default:
      return 'other key'
  }
}
