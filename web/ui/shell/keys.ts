/** What a key asks of the whole page. */
export type PageKey = 'jump' | 'find' | 'help' | 'previous' | 'next' | 'back'

/** Every key, for `?`. */
export const KEYS = [
  { keys: ['Ctrl', 'K'], does: 'Jump to a person or command' },
  { keys: ['Ctrl', 'Shift', 'F'], does: 'Find text in the conversation' },
  { keys: ['Alt', '↑'], does: 'Conversation above' },
  { keys: ['Alt', '↓'], does: 'Conversation below' },
  { keys: ['Esc'], does: 'One step back' },
  { keys: ['Enter'], does: 'Send' },
  { keys: ['Ctrl', 'Enter'], does: 'Send, also with a touch screen, where Enter is a new line' },
  { keys: ['Shift', 'Enter'], does: 'New line' },
  { keys: ['↑'], does: 'In an empty box: your last text again' },
  { keys: ['↑', '↓'], does: 'In the list and its filter: from row to row; in the log: from message to message' },
  { keys: ['Home', 'End'], does: 'In the list and in the log: to the first or the last' },
  { keys: ['Enter'], does: 'In the filter: open the first row' },
  { keys: ['Enter'], does: 'Finding text: the next older match; with Shift the next newer one' },
  { keys: ['Tab'], does: 'Take a suggestion (/ commands, :emoji:)' },
  { keys: ['Ctrl', '/'], does: 'This list' },
  { keys: ['?'], does: 'This list, where you do not write; the settings switch it off' },
] as const

/** Reads a key press; `singleKeys`: whether a character alone means something, which it does not in a text field. */
export function pageKey(event: KeyboardEvent, singleKeys: boolean): PageKey | undefined {
  if ((event.ctrlKey || event.metaKey) && !event.altKey) {
    if (event.key.toLowerCase() === 'k' && !event.shiftKey) return 'jump'
    // Ctrl+F is the browser's own: it also finds what is beside the messages. With Cmd, Chrome's full screen has this one.
    if (event.key.toLowerCase() === 'f' && event.shiftKey && event.ctrlKey) return 'find'
    // On many keyboards `/` needs Shift.
    if (event.key === '/') return 'help'
  }
  if (event.altKey && !event.ctrlKey && event.key === 'ArrowUp') return 'previous'
  if (event.altKey && !event.ctrlKey && event.key === 'ArrowDown') return 'next'
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined
  if (event.key === 'Escape') return 'back'
  return event.key === '?' && singleKeys ? 'help' : undefined
}
