import { readFile } from 'node:fs/promises'
import type { Download } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { openSettings } from './open-settings.ts'

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

test('settings tell the version, the storage used, and the way to a phrase', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  await openSettings(alice)
  await expect(alice.page.getByText(/Virtual Chat \d+\.\d+\.\d+, on http/)).toBeVisible()
  await expect(alice.page.getByText(/They use \d+ KB/)).toBeVisible()
  await alice.page.getByRole('button', { name: 'Make a phrase' }).click()
  await expect(alice.page.getByRole('heading', { name: 'Recovery phrase' })).toBeVisible()
})

test('a switch is called by its name, and what explains it describes it', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  await openSettings(alice)
  for (const [name, explained] of [
    ['Desktop notifications', /in the background/],
    ['Single-key shortcuts', /Ctrl and \//],
  ] as const) {
    const box = alice.page.getByRole('checkbox', { name, exact: true })
    await expect(box).toHaveAccessibleDescription(explained)
  }
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
