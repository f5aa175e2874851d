/**
 * Tells the style sheet which part of the page is visible above a phone's keyboard, where the browser does not shrink
 * the page itself (Safari) but moves what is typed into sight. Returns what ends it.
 */
export function followViewport(element: HTMLElement): () => void {
  const viewport = visualViewport
  if (!viewport) return () => {}
  const measure = () => {
    // Zoomed in, the visible part says nothing about a keyboard.
    const isWhole = viewport.scale === 1
    element.style.setProperty('--visible-height', isWhole ? `${viewport.height}px` : '')
    element.style.setProperty('--visible-top', isWhole ? `${viewport.offsetTop}px` : '')
  }
  measure()
  for (const event of ['resize', 'scroll']) viewport.addEventListener(event, measure)
  return () => {
    for (const event of ['resize', 'scroll']) viewport.removeEventListener(event, measure)
  }
}
