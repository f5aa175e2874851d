/**
 * ↑ and ↓ walk from message to message, from the last one in sight of `log` on; Home and End go to the first and the last
 * one, be they drawn or not.
 */
export function walkLog(log: HTMLElement, event: KeyboardEvent, to: { start(): void; end(): void }): void {
  if (event.key === 'End') return to.end()
  const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0
  if (event.key === 'Home') to.start()
  else if (step === 0 || event.altKey || event.ctrlKey || event.metaKey) return
  else stepTo(log, event, step)
  event.preventDefault()
}

function stepTo(log: HTMLElement, event: KeyboardEvent, step: number): void {
  const articles = [...log.querySelectorAll('article')]
  const focused = articles.findIndex((article) => article.contains(event.composedPath()[0] as Node))
  const next = focused === -1 ? lastInSight(log, articles) : articles[focused + step]
  next?.focus()
  next?.scrollIntoView({ block: 'nearest' })
}

function lastInSight(log: HTMLElement, articles: readonly HTMLElement[]): HTMLElement | undefined {
  const { bottom } = log.getBoundingClientRect()
  return articles.findLast((article) => article.getBoundingClientRect().top < bottom)
}
