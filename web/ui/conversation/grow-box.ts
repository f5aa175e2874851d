/** Elsewhere the box is measured after each change, which lays the page out once more. */
const GROWS_BY_ITSELF = CSS.supports('field-sizing', 'content')

/** Makes a writing box as high as its text, where the browser does not. */
export function growBox(box: HTMLTextAreaElement | undefined): void {
  if (!box || GROWS_BY_ITSELF) return
  // What is around it keeps its size meanwhile: the log would move into the room, and not come back to its end.
  const around = box.parentElement
  if (around) around.style.minBlockSize = `${around.offsetHeight}px`
  box.style.blockSize = 'auto'
  // It may not be laid out yet: then it is as high as a line.
  if (box.scrollHeight > 0) box.style.blockSize = `${box.scrollHeight + 2}px`
  if (around) around.style.minBlockSize = ''
}
