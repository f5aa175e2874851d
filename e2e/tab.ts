import { expect, type Locator, type Page } from '@playwright/test'

/** What an own message may say about itself. */
export type Mark =
  | 'Sending'
  | 'Stored'
  | 'Delivered directly'
  | 'Delivered from mailbox'
  | 'Failed'
  | `Delivered to ${number} of ${number}`

/** Making keys, opening the storage and signing in: seconds, where several pages share a slow processor. */
export const FIRST_SIGN_IN = { timeout: 30_000 }

/** Longer than what has to go directly may take with `PATIENT`. */
const DIRECT = { timeout: 20_000 }

/** A page, used as a person uses it: everything by its accessible name. */
export interface Tab {
  readonly page: Page
  signIn(name: string): Promise<void>
  /** Types a name and presses the button, whatever comes of it. */
  tryName(name: string): Promise<void>
  /** The same, with another server. */
  tryServer(name: string, server: string): Promise<void>
  /** Makes the form forget the other server. */
  useOwnServer(): Promise<void>
  signOut(): Promise<void>
  /** In the same page, nothing typed. */
  signInAgain(): Promise<void>
  /** The row of a conversation in the sidebar. */
  row(conversation: string): Locator
  /** Opens a conversation and waits until it is shown. */
  open(conversation: string): Promise<void>
  /** The messages of the conversation that is open. */
  log(): Locator
  /** The message with that text. */
  message(text: string): Locator
  /** Sends to the conversation that is open. */
  send(text: string): Promise<void>
  /** The part of a message that says what became of it. */
  mark(text: string, mark: Mark): Locator
  expectMark(text: string, mark: Mark): Promise<void>
  /** The peer has it, whichever way it went: a busy machine may be too slow for the direct one. */
  expectDelivered(text: string): Promise<void>
  /** What the heading says about the way to the peer. */
  way(words: 'direct' | 'through the mailbox'): Locator
  /** The texts of the open conversation are exactly these, in this order. */
  expectTexts(texts: readonly string[]): Promise<void>
  expectOnline(name: string): Promise<void>
  expectOffline(name: string): Promise<void>
  /** 0: nothing unread is announced. */
  expectUnread(conversation: string, count: number): Promise<void>
  /** Whatever the page says about itself: connection state, errors. */
  notices(): Locator
}

/** Drives a page. */
export function driveTab(page: Page): Tab {
  const sidebar = page.getByRole('navigation', { name: 'Conversations' })
  const row = (conversation: string) => {
    const name = new RegExp(`^${conversation.replaceAll(/[.]/g, '\\.')}(?![a-z0-9_.-])`, 'i')
    return sidebar.getByRole('link', { name }).or(sidebar.getByRole('button', { name }))
  }
  const log = () => page.getByRole('log', { name: /^Messages (with|in) / })
  const message = (text: string) => log().getByRole('article').filter({ hasText: text })
  const mark = (text: string, wanted: Mark) => {
    const article = message(text)
    return article
      .getByText(wanted, { exact: true })
      .or(article.getByLabel(wanted, { exact: true }))
      .first()
  }

  return {
    page,
    row,
    log,
    message,
    mark,
    way: (words) => page.getByRole('main').getByText(words, { exact: true }),
    notices: () => page.getByRole('status').or(page.getByRole('alert')),
    async signIn(name) {
      await this.tryName(name)
      await expect(sidebar).toBeVisible(FIRST_SIGN_IN)
    },
    async tryName(name) {
      await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name)
      await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    },
    async tryServer(name, server) {
      const field = page.getByRole('textbox', { name: 'Server', exact: true })
      if (!(await field.isVisible())) await page.getByText('Other server').click()
      await field.fill(server)
      await this.tryName(name)
    },
    async useOwnServer() {
      await page.getByRole('textbox', { name: 'Server', exact: true }).fill('')
    },
    async signInAgain() {
      await page.getByRole('button', { name: 'Sign in', exact: true }).click()
      await expect(page.getByRole('button', { name: 'Sign out', exact: true })).toBeVisible()
    },
    async signOut() {
      await page.getByRole('button', { name: 'Sign out', exact: true }).click()
      await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible()
    },
    async open(conversation) {
      const of = conversation === 'Everyone' ? 'in Everyone' : `with ${conversation}`
      // A row that moves up under the pointer takes half a click, which does nothing.
      await expect(async () => {
        await row(conversation).click()
        await expect(page.getByRole('log', { name: `Messages ${of}`, exact: true })).toBeVisible({ timeout: 5000 })
      }).toPass({ timeout: 20_000 })
    },
    async send(text) {
      await page.getByRole('textbox', { name: 'Message', exact: true }).fill(text)
      await page.getByRole('button', { name: 'Send', exact: true }).click()
    },
    async expectMark(text, wanted) {
      await expect(mark(text, wanted)).toBeVisible(wanted === 'Delivered directly' ? DIRECT : {})
    },
    async expectDelivered(text) {
      await expect(mark(text, 'Delivered directly').or(mark(text, 'Delivered from mailbox')).first()).toBeVisible()
    },
    async expectTexts(texts) {
      await expect(log().getByRole('article')).toContainText([...texts])
      await expect(log().getByRole('article')).toHaveCount(texts.length)
    },
    async expectOnline(name) {
      await expect(row(name)).toHaveAccessibleName(/, online\b/)
    },
    async expectOffline(name) {
      await expect(row(name)).toHaveAccessibleName(/, offline\b/)
    },
    async expectUnread(conversation, count) {
      const announced = count === 0 ? /^(?!.*\bunread\b)/ : new RegExp(`\\b${count} unread\\b`)
      await expect(row(conversation)).toHaveAccessibleName(announced)
    },
  }
}
