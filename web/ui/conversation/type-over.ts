import type { Completion } from './completion.ts'

/** Puts a completion in the place of what was typed, as if it were typed too: undoing it gives the typed text back. */
export function typeOver(box: HTMLTextAreaElement, { insert, from, to }: Completion): void {
  box.focus()
  box.setSelectionRange(from, to)
  // Nothing else that a page can do is undone by Ctrl+Z.
  document.execCommand('insertText', false, insert)
}
