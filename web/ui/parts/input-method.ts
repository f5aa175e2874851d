/** Whether a key press is one of an input method, such as the Enter that takes a candidate, and not meant for the page. */
export function isForInputMethod({ isComposing, keyCode }: Pick<KeyboardEvent, 'isComposing' | 'keyCode'>): boolean {
  // Safari ends the composition before this key press: only the code tells (bugs.webkit.org/show_bug.cgi?id=165004).
  return isComposing || keyCode === 229
}
