import type { Message } from '../../chat/messages.ts'
import { mayHoldMarkdown } from '../text/rich-text.ts'
import { visibleText } from '../text/visible.ts'
import { foldText } from './fold-text.ts'

/** Up to three of Markdown's marks at the edge of a word. Those within a product or a name are none. */
const MARKS = /(?<![\p{L}\p{N}*_~`])[*_~`]{1,3}|[*_~`]{1,3}(?![\p{L}\p{N}*_~`])/gu

/** Looks for one text. */
export interface Search {
  /** What is looked for, folded; empty: nothing. */
  readonly folded: string
  /** Whether a message holds it, as it is shown or as it was typed. What it was asked once it knows. */
  holds(message: Message): boolean
}

/** A search for what was typed. */
export function createSearch(typed: string): Search {
  const folded = foldText(typed).trim()
  const known = new WeakMap<Message, boolean>()
  return {
    folded,
    holds(message) {
      const before = known.get(message)
      if (before !== undefined) return before
      const holds = folded !== '' && isIn(message.text, folded)
      known.set(message, holds)
      return holds
    },
  }
}

function isIn(text: string, folded: string): boolean {
  const visible = visibleText(text)
  if (foldText(visible).includes(folded)) return true
  return mayHoldMarkdown(visible) && foldText(visible.replaceAll(MARKS, '')).includes(folded)
}
