import { readFile } from 'node:fs/promises'
import type { Download } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import type { Tab } from './tab.ts'

async function openSettings({ page }: Tab): Promise<void> {
  await page.getByRole('button', { name: 'Settings', exact: true }).click()
  await expect(page.getByText('What the server can see:')).toBeVisible()
}

const textOf = async (download: Download) => readFile(await download.path(), 'utf8')

test('of the words typed back, the wrong one is marked and has the focus', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  const { page } = alice
  await openSettings(alice)
  await page.getByRole('button', { name: 'Make a phrase' }).click()
  await page.getByRole('button', { name: 'Show me the words' }).click()
  const phrase = page.getByRole('list', { name: 'Recovery phrase' }).getByRole('listitem')
  await expect(phrase).toHaveCount(24)
  const words = await phrase.allInnerTexts()
  await page.getByRole('button', { name: 'I have written them down' }).click()
  await expect(page.getByLabel(/^Word \d+$/)).toHaveCount(2)
  const [first, second] = await page.getByLabel(/^Word \d+$/).all()
  const place = Number((await first?.getAttribute('id'))?.replace('word-', ''))
  await first?.fill('nonsense')
  await first?.press('Enter')
  const alert = page.getByRole('alert')
  await expect(alert).toHaveText(`Word ${place + 1} is a different one. Look at your notes.`)
  await expect(page.locator('[aria-invalid=true]')).toHaveAccessibleName(`Word ${place + 1}`)
  await first?.fill(words[place]?.trim() ?? '')
  await first?.press('Enter')
  await expect(alert).toContainText(/^Word \d+ is missing\./)
  await expect(page.locator('input:focus')).toHaveAttribute('id', (await second?.getAttribute('id')) ?? '')
})

test('signed out nobody writes down words that nothing comes of', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  const { page } = alice
  await alice.signOut()
  await page.keyboard.press('Control+k')
  await page.getByRole('option', { name: 'Recovery phrase' }).click()
  await expect(page.getByRole('dialog', { name: 'Recovery phrase' })).toBeVisible()
  await expect(page.getByText('Sign in to make one.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Show me the words' })).toBeDisabled()
})

test('light, dark and as the system has it, over a reload too', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice', device: { colorScheme: 'dark' } })
  const { page } = alice
  const surface = () => page.locator('html').evaluate((html) => getComputedStyle(html).backgroundColor)
  /** Of what the browser draws around the page. */
  const frame = () =>
    page
      .locator('meta[name=theme-color]')
      .evaluateAll((metas) => metas.map((meta) => matchMedia((meta as HTMLMetaElement).media).matches))
  const dark = await surface()
  await openSettings(alice)
  await page.getByRole('radio', { name: 'Light' }).check()
  await expect.poll(surface).not.toBe(dark)
  const light = await surface()
  expect(await frame()).toEqual([true, false])
  await page.getByRole('radio', { name: 'Dark' }).check()
  await expect.poll(surface).toBe(dark)
  await page.emulateMedia({ colorScheme: 'light' })
  await expect.poll(surface).toBe(dark)
  await page.reload()
  await expect(alice.row('Everyone')).toBeVisible()
  await expect.poll(surface).toBe(dark)
  await openSettings(alice)
  await page.getByRole('radio', { name: 'System' }).check()
  await expect.poll(surface).toBe(light)
})

test('nothing in the settings is cut off at 320 px', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice', device: { viewport: { width: 320, height: 568 } } })
  await openSettings(alice)
  const parts = alice.page.getByRole('dialog').locator('> *')
  expect(await parts.evaluateAll((all) => all.some((part) => part.scrollWidth > part.clientWidth))).toBe(false)
})

test('nothing moves for those who want less motion', async ({ browsers }) => {
  const { page } = await browsers.newTab({ name: 'alice', device: { reducedMotion: 'reduce' } })
  const welcome = page.getByText('Welcome, alice.').locator('..')
  const button = page.getByRole('button', { name: 'Settings', exact: true })
  await expect(welcome).toHaveCSS('animation-duration', '0s')
  await expect(button).toHaveCSS('transition-duration', '0s')
  await page.emulateMedia({ reducedMotion: 'no-preference' })
  await expect(welcome).not.toHaveCSS('animation-duration', '0s')
  await expect(button).not.toHaveCSS('transition-duration', '0s')
})

test('the history is exported as JSON and as a page that runs nothing', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  const bob = await browsers.newTab({ name: 'bob' })
  await alice.open('bob')
  await alice.send('<b>hello</b> & bye')
  await alice.expectDelivered('hello')
  await bob.open('alice')
  await bob.send('שלום')
  await expect(alice.message('שלום')).toBeVisible()
  await openSettings(alice)
  const json = alice.page.waitForEvent('download')
  await alice.page.getByRole('button', { name: 'Export as JSON' }).click()
  await expect(alice.notices().filter({ hasText: 'Exported 2 messages.' })).toBeVisible()
  expect((await json).suggestedFilename()).toBe('virtual-chat-alice.json')
  const history: unknown = JSON.parse(await textOf(await json))
  expect(history).toMatchObject({
    format: 'virtual-chat-history',
    name: 'alice',
    conversations: expect.arrayContaining([
      expect.objectContaining({
        conversation: 'bob',
        messages: [
          expect.objectContaining({ from: 'alice', text: '<b>hello</b> & bye' }),
          expect.objectContaining({ from: 'bob', text: 'שלום' }),
        ],
      }),
    ]),
  })

  const html = alice.page.waitForEvent('download')
  await alice.page.getByRole('button', { name: 'Export as HTML' }).click()
  const text = await textOf(await html)
  expect(text).toContain('&lt;b&gt;hello&lt;/b&gt; &amp; bye')
  expect(text).toContain('<p dir="auto">שלום</p>')
  expect(text).not.toContain('<script')
})

test('the question before forgetting comes into sight, and the focus goes with it and back', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice', device: { viewport: { width: 1280, height: 800 } } })
  const { page } = alice
  const forget = page.getByRole('button', { name: 'Forget this browser' })
  const keep = page.getByRole('button', { name: 'Keep it' })
  await openSettings(alice)
  await forget.focus()
  await page.keyboard.press('Enter')
  await expect(keep).toBeFocused()
  await expect(keep).toBeInViewport({ ratio: 1 })
  await expect(page.getByRole('button', { name: 'Delete everything here' })).toBeInViewport({ ratio: 1 })
  await page.keyboard.press('Enter')
  await expect(forget).toBeFocused()
})

test('a double click does not answer the question that comes to its place', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice', device: { viewport: { width: 1280, height: 800 } } })
  const { page } = alice
  await openSettings(alice)
  const forget = page.getByRole('button', { name: 'Forget this browser' })
  await forget.scrollIntoViewIfNeeded()
  await forget.dblclick()
  // The pointer is on it: red, as before.
  const answer = page.getByRole('button', { name: 'Delete everything here' })
  await expect(answer).toHaveCSS('background-color', 'rgb(143, 29, 23)')
  await page.getByRole('button', { name: 'Keep it' }).click()
  await expect(forget).toBeFocused()
})

test('forgetting this browser takes everything away, after asking', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  await alice.open('alice')
  await alice.send('a secret')
  await alice.expectMark('a secret', 'Delivered directly')
  await openSettings(alice)
  await alice.page.getByRole('button', { name: 'Forget this browser' }).click()
  await alice.page.getByRole('button', { name: 'Keep it' }).click()
  await alice.page.getByRole('button', { name: 'Forget this browser' }).click()
  await alice.page.getByRole('button', { name: 'Delete everything here' }).click()
  await expect(alice.page.getByRole('textbox', { name: 'Name', exact: true })).toBeVisible()
  await expect(alice.page.getByText('Known to this browser')).toBeHidden()
  const databases = await alice.page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name))
  expect(databases.filter((name) => name?.includes('alice'))).toEqual([])
})

test('forgetting says when something could not be deleted', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  await openSettings(alice)
  await alice.page.evaluate(() => {
    IDBFactory.prototype.deleteDatabase = () => {
      throw new DOMException('no', 'UnknownError')
    }
  })
  await alice.page.getByRole('button', { name: 'Forget this browser' }).click()
  await alice.page.getByRole('button', { name: 'Delete everything here' }).click()
  await expect(alice.page.getByRole('textbox', { name: 'Name', exact: true })).toBeVisible()
  await expect(alice.page.getByRole('status')).toContainText(['What this browser holds of alice could not be deleted.'])
  await expect(alice.page.getByRole('button', { name: 'Continue as alice' })).toBeVisible()
})

test('a name whose storage is damaged can be forgotten where it cannot sign in, and used again', async ({
  browsers,
}) => {
  const { page } = await browsers.newTab()
  await page.evaluate(() => {
    const { open, deleteDatabase } = IDBFactory.prototype
    let damaged = true
    IDBFactory.prototype.open = function (this: IDBFactory, name: string, version?: number) {
      if (damaged && name.startsWith('vc:')) throw new DOMException('damaged', 'DataError')
      return open.call(this, name, version)
    }
    IDBFactory.prototype.deleteDatabase = function (this: IDBFactory, name: string) {
      damaged = false
      return deleteDatabase.call(this, name)
    }
  })
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('alice')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByRole('alert')).toContainText('damaged')
  await page.getByRole('button', { name: 'Forget this browser' }).click()
  await page.getByRole('button', { name: 'Delete everything here' }).click()
  await expect(page.getByRole('button', { name: 'Forget this browser' })).toBeHidden()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('alice')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Sign out', exact: true })).toBeVisible()
})

test('settings tell the version, the storage used, and the way to a phrase', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  await openSettings(alice)
  await expect(alice.page.getByText(/Virtual Chat \d+\.\d+\.\d+, on http/)).toBeVisible()
  await expect(alice.page.getByText(/They use \d+ KB/)).toBeVisible()
  await alice.page.getByRole('button', { name: 'Make a phrase' }).click()
  await expect(alice.page.getByRole('heading', { name: 'Recovery phrase' })).toBeVisible()
})

test('desktop notifications stay off when the browser’s question is not answered with yes', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  await alice.page.evaluate(() => {
    Object.defineProperty(Notification, 'permission', { value: 'default' })
    Notification.requestPermission = async () => Promise.resolve('default')
  })
  await openSettings(alice)
  const box = alice.page.getByRole('checkbox', { name: 'Desktop notifications' })
  for (const time of ['first', 'second']) {
    await box.click()
    await expect(box, time).not.toBeChecked()
  }
})

test('what another tab chooses holds here, until the page is taken out', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  const other = await browsers.newTab({ beside: alice })
  const session = await alice.page.context().newCDPSession(alice.page)
  const heard = async () => {
    const { result } = await session.send('Runtime.evaluate', { expression: 'window' })
    const { listeners } = await session.send('DOMDebugger.getEventListeners', { objectId: result.objectId ?? '' })
    return listeners.filter(({ type }) => type === 'storage').length
  }
  await other.signIn('bob')
  await openSettings(other)
  await other.page.getByRole('radio', { name: 'Dark' }).check()
  await expect(alice.page.locator('html')).toHaveAttribute('data-theme', 'dark')
  const before = await heard()
  await alice.page.locator('vc-app').evaluate((app) => app.remove())
  expect(await heard()).toBe(before - 1)
})
