import type { ReactiveController } from 'lit'
import type { Message } from '../../chat/messages.ts'
import { visibleText } from '../text/visible.ts'
import { pageTime } from '../words/page-time.ts'
import { messageKey, type MessageRow } from './log-rows.ts'

/** Chromium's own way to a selection inside a shadow tree. */
interface SelectingRoot {
  getSelection?(): Selection | null
}

/** Puts what a selection over several messages means on the clipboard, instead of what the page's text happens to be. */
export class CopyController implements ReactiveController {
  readonly #root: () => ParentNode & Node
  readonly #messages: () => readonly Message[]

  constructor(of: { root: () => ParentNode & Node; messages: () => readonly Message[] }) {
    this.#root = of.root
    this.#messages = of.messages
  }

  hostConnected(): void {
    document.addEventListener('copy', this.#copied)
  }

  hostDisconnected(): void {
    document.removeEventListener('copy', this.#copied)
  }

  readonly #copied = (event: ClipboardEvent) => {
    const messages = new Map(this.#messages().map((message) => [messageKey(message), message]))
    const text = copiedMessages(this.#root(), messages)
    if (!text) return
    event.clipboardData?.setData('text/plain', text)
    event.preventDefault()
  }
}

/** What a selection over several messages copies: a line each, with time and sender. Undefined for one or none. */
function copiedMessages(root: ParentNode & Node, messages: ReadonlyMap<string, Message>): string | undefined {
  const range = selectedRange(root)
  if (!range) return undefined
  const selected = [...root.querySelectorAll('vc-message')]
    .filter((element) => range.intersectsNode(element))
    .flatMap(({ row }: { row: MessageRow }) => messages.get(row.key) ?? [])
  if (selected.length < 2) return undefined
  return selected
    .map((message) => `[${pageTime.clock(message.sentAt)}] ${message.from}: ${visibleText(message.text)}`)
    .join('\n')
}

function selectedRange(root: Node): Range | undefined {
  const selection = (root as SelectingRoot).getSelection?.() ?? getSelection()
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return undefined
  const composed =
    'getComposedRanges' in selection && root instanceof ShadowRoot
      ? selection.getComposedRanges({ shadowRoots: [root] })[0]
      : undefined
  if (!composed) return selection.getRangeAt(0)
  const range = document.createRange()
  range.setStart(composed.startContainer, composed.startOffset)
  range.setEnd(composed.endContainer, composed.endOffset)
  return range
}
