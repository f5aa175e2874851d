import type { BrowserContext, Page } from '@playwright/test'
import { driveTab } from '../e2e/tab.ts'
import { submitInPage, type Submitted } from './composer.ts'
import { exportHistory, type History } from './history.ts'

/** How long a page has for its part before it is given up and opened anew, milliseconds. */
const PATIENCE = 20_000

/** One window of a person. Verbs wait for each other; those of a dead window reject. */
export interface LiveTab {
  readonly label: string
  /** Types and sends; `byHand`: every step as a user, by accessible names. */
  send(conversation: string, text: string, byHand: boolean): Promise<Submitted>
  history(): Promise<History>
  /** Whether it is signed in, as the page shows it. */
  isSignedIn(): Promise<boolean>
  evaluate<A>(run: (argument: A) => void, argument: A): Promise<void>
  reload(): Promise<void>
  crash(): Promise<void>
  close(): Promise<void>
}

/** Opens a window and signs in. Rejects when that did not work in time (the server is dead, say). */
export async function openTab(
  of: { context: BrowserContext; url: string; name: string; label: string },
  failed: (error: string) => void,
): Promise<LiveTab> {
  const { label } = of
  const page = await of.context.newPage()
  page.setDefaultTimeout(PATIENCE)
  page.on('pageerror', (error) => failed(`${label}: ${error.stack ?? error.message}`))
  try {
    await page.goto(of.url, { timeout: 10_000 })
    await signIn(page, of.name)
    // The settings load when they are first opened; later there may be no server to load them from.
    await exportHistory(page)
  } catch (error) {
    await page.close().catch(() => {})
    throw error
  }
  const tab = driveTab(page)
  let turn: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(verb: () => Promise<T>): Promise<T> => {
    const mine = turn.then(verb)
    turn = mine.catch(() => {})
    return mine
  }

  return {
    label,
    send: (conversation, text, byHand) =>
      inTurn(async () => {
        if (!byHand) return page.evaluate(submitInPage, { conversation, text })
        await tab.open(conversation === 'everyone' ? 'Everyone' : conversation)
        await tab.send(text)
        await tab.message(text).first().waitFor()
        return { accepted: true }
      }),
    history: () => inTurn(() => exportHistory(page)),
    isSignedIn: () => page.getByRole('button', { name: 'Sign out', exact: true }).isVisible(),
    evaluate: (run, argument) => page.evaluate(run as (argument: unknown) => void, argument),
    reload: () => inTurn(async () => void (await page.reload({ timeout: 10_000 }))),
    async crash() {
      const crashed = page.waitForEvent('crash')
      const session = await of.context.newCDPSession(page)
      // The answer would come from who is dead by then.
      session.send('Page.crash').catch(() => {})
      await crashed
      await page.close()
    },
    close: () => page.close(),
  }
}

/** Until the server takes the name: the first try of a fresh page does not wait for a server that is away. */
async function signIn(page: Page, name: string): Promise<void> {
  const end = performance.now() + PATIENCE
  const signOut = page.getByRole('button', { name: 'Sign out', exact: true })
  while (!(await signOut.isVisible())) {
    if (performance.now() > end) throw new Error(`${name} could not sign in`)
    const field = page.getByRole('textbox', { name: 'Name', exact: true })
    const button = page.getByRole('button', { name: 'Sign in', exact: true })
    if (await field.isVisible()) await field.fill(name)
    if (await button.isEnabled()) await button.click()
    await signOut.waitFor({ timeout: 3000 }).catch(() => {})
  }
}
