/** Whether the keyboard is part of the screen and comes up with the focus. Who has no pointer at all types on a real one. */
export const hasTouchKeyboard = () => matchMedia('(pointer: coarse)').matches

/** Whether this Enter sends what is written, instead of beginning a line. */
export function isSending({ shiftKey, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return !shiftKey && (ctrlKey || metaKey || !hasTouchKeyboard())
}
