import { chromium, type Browser, type BrowserContext, type Page } from '@playwright/test'
import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { driveTab, type Tab } from '../../e2e/tab.ts'
import { unpinned } from '../harness/cores.ts'
import { findBrowser } from '../../scripts/browser.ts'

/** Whether `npm run build` has made the page. */
export const isPageBuilt = () => existsSync(fileURLToPath(new URL('../../dist/web/index.html', import.meta.url)))

function launchOptions() {
  const executablePath = findBrowser()
  const args = ['--disable-background-networking', '--no-first-run']
  return {
    ...(executablePath ? { executablePath } : {}),
    args: [...args, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  }
}

/** A browser as the end-to-end tests have it. */
export function launchBrowser(): Promise<Browser> {
  return unpinned(() => chromium.launch(launchOptions()))
}

/** A browser with a profile in `directory`: what a page stores in a private one never reaches a disk. */
export function launchWithProfile(directory: string): Promise<BrowserContext> {
  return unpinned(() => chromium.launchPersistentContext(directory, launchOptions()))
}

/** Opens the page and signs in; in a context of its own, unless one is given. */
export async function openTab(
  browser: Browser | BrowserContext,
  url: string,
  name: string,
): Promise<Tab & { context: BrowserContext }> {
  const context = 'newContext' in browser ? await browser.newContext() : browser
  const page = await context.newPage()
  await page.goto(url)
  const tab = driveTab(page)
  await tab.signIn(name)
  return { ...tab, context }
}

/**
 * Notes in the page when each message with a number was sent, shown and marked, as wall time in ms. In a string, because
 * the loader that runs the benches rewrites functions in a way that no page understands.
 */
const WATCH = `(() => {
  const find = (root) => root.querySelector('[role=log]') ??
    [...root.querySelectorAll('*')].map((each) => each.shadowRoot && find(each.shadowRoot)).find(Boolean)
  const root = find(document).getRootNode()
  const waits = new Set()
  window.benchWait = (id, what) => new Promise((resolve) => {
    const ask = () => seen[id]?.[what] !== undefined && (waits.delete(ask), resolve(seen[id][what]))
    waits.add(ask)
    ask()
  })
  const now = () => performance.timeOrigin + performance.now()
  const seen = (window.benchSeen = {})
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') window.benchSent = now()
  }, { capture: true })
  const look = (articles) => {
    for (const article of articles) {
      const id = /bench-(\\d+)/.exec(article.textContent)?.[1]
      if (!id) continue
      const note = (seen[id] ??= { shown: now() })
      if (article.querySelector('.mark[aria-label="Delivered directly"]')) note.direct ??= now()
      if (article.querySelector('.mark[aria-label^="Delivered"]')) note.delivered ??= now()
    }
    for (const ask of waits) ask()
  }
  // Only what has changed: to look at all would be most of what is measured.
  const articlesOf = (node) => node.closest?.('article') ?? [...(node.querySelectorAll?.('article') ?? [])]
  const changed = (records) => look(new Set(records.flatMap(({ target, addedNodes }) =>
    [target.closest?.('article') ?? [], [...addedNodes].map(articlesOf)].flat(2))))
  new MutationObserver(changed).observe(root, { subtree: true, childList: true, attributes: true })
  look(root.querySelectorAll('article'))
})()`

/** Begins to watch the conversation that is open. */
export async function watch(page: Page): Promise<void> {
  await page.evaluate(WATCH)
}

/** An expression in the page that gives a number, or NaN. */
export async function number(page: Page, expression: string): Promise<number> {
  return Number(await page.evaluate(`Number(${expression})`))
}

/** When a message with a number was `shown`, marked as `direct` or marked as `delivered` at all; wall time, ms. */
export async function noted(page: Page, id: number, what: 'shown' | 'direct' | 'delivered'): Promise<number> {
  const patience = sleep(60_000, undefined, { ref: false }).then(() => {
    throw new Error(`message ${id} was never ${what}`)
  })
  // Waiting in the page, not asking it over and over: that would be part of what is measured.
  return Number(await Promise.race([page.evaluate(`window.benchWait(${id}, '${what}')`), patience]))
}

/** Waits until an expression in the page holds. Asked from outside: the page's policy lets nothing evaluate strings in it. */
export async function holds(page: Page, expression: string, timeout = 30_000): Promise<void> {
  const deadline = performance.now() + timeout
  while (!(await page.evaluate(`Boolean(${expression})`))) {
    if (performance.now() > deadline) throw new Error(`never came true: ${expression}`)
    await sleep(10)
  }
}
