/** ↑ and ↓ walk from message to message. Returns whether the key was one of them. */
export function walkLog(root: ParentNode, event: KeyboardEvent): boolean {
  const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0
  if (step === 0 || event.altKey || event.ctrlKey || event.metaKey) return false
  const articles = [...root.querySelectorAll('article')]
  const focused = articles.findIndex((article) => article.contains(event.composedPath()[0] as Node))
  const next = focused === -1 ? articles.at(-1) : articles[focused + step]
  next?.focus()
  next?.scrollIntoView({ block: 'nearest' })
  return true
}
