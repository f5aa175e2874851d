/**
 * ↑ and ↓ walk from message to message, from the last one in sight of `log` on. Returns whether the key was one of them.
 */
export function walkLog(log: HTMLElement, event: KeyboardEvent): boolean {
  const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0
  if (step === 0 || event.altKey || event.ctrlKey || event.metaKey) return false
  const articles = [...log.querySelectorAll('article')]
  const focused = articles.findIndex((article) => article.contains(event.composedPath()[0] as Node))
  const next = focused === -1 ? lastInSight(log, articles) : articles[focused + step]
  next?.focus()
  next?.scrollIntoView({ block: 'nearest' })
  return true
}

function lastInSight(log: HTMLElement, articles: readonly HTMLElement[]): HTMLElement | undefined {
  const { bottom } = log.getBoundingClientRect()
  return articles.findLast((article) => article.getBoundingClientRect().top < bottom)
}
