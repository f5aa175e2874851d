import type { Page } from '@playwright/test'

/**
 * What is drawn beyond the right edge of the page, where nobody can scroll to: the document itself never scrolls. Not
 * counted is what ends in an ellipsis, and code, which scrolls by itself.
 */
export function beyondTheEdge(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const found: string[] = []
    const visit = (root: Document | ShadowRoot | Element): void => {
      for (const element of root.children) {
        if (element.matches('pre') || getComputedStyle(element).textOverflow === 'ellipsis') continue
        const { width, right } = element.getBoundingClientRect()
        if (width > 0 && element.checkVisibility() && right > innerWidth + 1) {
          found.push(`${element.tagName} ${element.className}`)
        }
        if (element.shadowRoot) visit(element.shadowRoot)
        visit(element)
      }
    }
    visit(document)
    return found
  })
}
