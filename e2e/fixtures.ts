import { test as base, expect, type BrowserContext, type BrowserContextOptions, type Page } from '@playwright/test'
import { startServer, type TestServer } from './server.ts'
import { driveTab, type Tab } from './tab.ts'

/** What tells a new tab how to begin. */
export interface TabOptions {
  /** Signs in under this name at once. */
  readonly name?: string
  /** The query, such as `?peer-links=off`. */
  readonly search?: string
  /** Opens beside this tab, in the same browser; otherwise each tab is a browser of its own. */
  readonly beside?: Tab
  /** Timers of so many milliseconds never end, so that what a test looks at does not pass while a busy machine looks. */
  readonly endless?: readonly number[]
  /** What kind of browser it is: size, touch, language, permissions. */
  readonly device?: BrowserContextOptions
}

/** The browsers of one test. */
export interface Browsers {
  newTab(options?: TabOptions): Promise<Tab>
  /** Lets pages say what matches, which otherwise fails the test: a server that is killed leaves traces in the console. */
  allow(pattern: RegExp): void
}

/** What a page's console says when its server is gone. */
export const CONNECTION_LOST = /WebSocket connection to .* failed|Failed to load resource|net::ERR_/

/**
 * For a message that has to go directly: on a busy machine two pages may take longer than by default to open a channel
 * and to ack, and what is in the mailbox then stays "Delivered from mailbox".
 */
export const PATIENT = '?ack-timeout=9000'

/** By itself a notice goes after this time, milliseconds. */
export const NOTICE = 4000

/** Runs in the page. */
function stopTimers(endless: readonly number[]): void {
  const { setTimeout } = window
  const wait = (callback: () => void, milliseconds?: number, ...rest: unknown[]) =>
    endless.includes(milliseconds ?? 0) ? 0 : setTimeout(callback, milliseconds, ...rest)
  window.setTimeout = wait as typeof window.setTimeout
}

interface Fixtures {
  /** Command line of the test's server: `test.use({ serverOptions: ['--registration', 'closed'] })`. */
  readonly serverOptions: readonly string[]
  /** The test's own server, fresh. */
  readonly server: TestServer
  readonly browsers: Browsers
}

/** Playwright's test with a server and browsers. Anything on a console, and any page error, fails the test. */
export const test = base.extend<Fixtures>({
  serverOptions: [[], { option: true }],

  server: async ({ serverOptions }, use) => {
    const server = await startServer(serverOptions)
    await use(server)
    await server.release()
  },

  browsers: async ({ browser, server }, use) => {
    const contexts: BrowserContext[] = []
    const said: string[] = []
    const allowed: RegExp[] = []
    const listen = (page: Page) => {
      page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`))
      page.on('pageerror', (error) => said.push(`error: ${error.stack ?? error.message}`))
    }
    await use({
      async newTab({ name, search = '', beside, endless, device = {} } = {}) {
        const context = beside?.page.context() ?? (await browser.newContext(device))
        if (!beside) contexts.push(context)
        const page = await context.newPage()
        listen(page)
        if (endless !== undefined) await page.addInitScript(stopTimers, endless)
        await page.goto(`${server.url}/${search}`)
        const tab = driveTab(page)
        if (name !== undefined) await tab.signIn(name)
        return tab
      },
      allow: (pattern) => void allowed.push(pattern),
    })
    for (const context of contexts) await context.close()
    expect(said.filter((line) => !allowed.some((pattern) => pattern.test(line)))).toEqual([])
  },
})

export { expect }
