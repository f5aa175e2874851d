/**
 * Tells the style sheet how much of the page is visible above a phone's keyboard, where the browser does not shrink the
 * page itself (Safari). Returns what ends it.
 */
export function followViewport(element: HTMLElement): () => void {
  const viewport = visualViewport
  if (!viewport) return () => {}
  const measure = () => {
    // Zoomed in, the visible part says nothing about a keyboard.
    const height = viewport.scale === 1 ? `${viewport.height}px` : ''
    element.style.setProperty('--visible-height', height)
  }
  measure()
  viewport.addEventListener('resize', measure)
  return () => viewport.removeEventListener('resize', measure)
}
