import type { Page } from '@playwright/test'
import { CONNECTION_LOST, expect, NOTICE, PATIENT, test } from './fixtures.ts'

/** Counts what the page asks the server for under that name. */
function countAsked(page: Page, part: string): () => number {
  let count = 0
  page.on('request', (request) => {
    if (request.url().includes(`/assets/${part}-`)) count += 1
  })
  return () => count
}

test('a message comes as typed while the Markdown parser cannot be loaded, and is drawn when it can', async ({
  browsers,
  server,
}) => {
  browsers.allow(CONNECTION_LOST)
  const alice = await browsers.newTab({ name: 'alice', search: PATIENT })
  const bob = await browsers.newTab({ name: 'bob' })
  await alice.open('bob')
  await bob.open('alice')
  await alice.send('plain')
  await expect(alice.way('direct')).toBeVisible({ timeout: 20_000 })
  const asked = countAsked(bob.page, 'markdown')
  await server.kill()
  await expect(bob.notices().filter({ hasText: 'Server unreachable' })).toBeVisible()
  for (const text of ['*one*', '*two*', '*three*']) {
    await alice.send(text)
    await expect(bob.message(text)).toBeVisible()
  }
  await bob.send('seen')
  await expect(alice.message('seen')).toBeVisible()
  expect(asked()).toBeGreaterThan(0)
  expect(asked()).toBeLessThanOrEqual(3)

  await server.start()
  await expect(bob.notices().filter({ hasText: 'Server unreachable' })).toBeHidden({ timeout: 20_000 })
  await alice.send('*four*')
  await expect(bob.log().locator('em')).toHaveText(['one', 'two', 'three', 'four'])
})

/** By the button of the page. */
async function reload(page: Page): Promise<void> {
  const loaded = page.waitForEvent('load')
  await page.getByRole('button', { name: 'Reload', exact: true }).click()
  await loaded
}

test.describe('a part of the page that cannot be loaded says so', () => {
  const DIALOGS = {
    settings: (page: Page) => page.getByRole('button', { name: 'Settings', exact: true }).click(),
    recovery: (page: Page) => page.getByRole('button', { name: 'Write them down' }).click(),
    help: (page: Page) => page.keyboard.press('?'),
    jump: (page: Page) => page.keyboard.press('Control+k'),
  }
  for (const [dialog, open] of Object.entries(DIALOGS))
    test(dialog, async ({ browsers }) => {
      browsers.allow(CONNECTION_LOST)
      const { page, ...alice } = await browsers.newTab({ name: 'alice' })
      await page.route(`**/assets/vc-${dialog}-*.js`, (route) => route.abort())
      await open(page)
      const words = page.getByRole('alert').filter({ hasText: 'could not be loaded' })
      await expect(words).toHaveText('This part of the page could not be loaded. Reload the page.')
      await page.keyboard.press('Escape')
      await expect(page.getByRole('dialog')).toBeHidden()

      await open(page)
      await expect(words).toBeVisible()
      await page.unrouteAll()
      await reload(page)
      await expect(alice.row('Everyone')).toBeVisible()
      await open(page)
      await expect(page.getByRole('dialog')).toBeVisible()
      await expect(words).toBeHidden()
    })

  test('while the server is away', async ({ browsers, server }) => {
    browsers.allow(CONNECTION_LOST)
    const { page, ...alice } = await browsers.newTab({ name: 'alice' })
    await server.kill()
    await expect(alice.notices().filter({ hasText: 'Server unreachable' })).toBeVisible()
    await page.getByRole('button', { name: 'Settings', exact: true }).click()
    await expect(page.getByRole('alert').filter({ hasText: 'could not be loaded' })).toContainText(
      'Open it again when the server is back',
    )
    await expect(page.getByRole('button', { name: 'Reload', exact: true })).toBeHidden()
    await page.keyboard.press('Escape')
    await server.start()
    await expect(alice.notices().filter({ hasText: 'Server unreachable' })).toBeHidden({ timeout: 20_000 })
    await page.getByRole('button', { name: 'Settings', exact: true }).click()
    await expect(page.getByRole('radio', { name: 'Dark' })).toBeVisible()
  })

  test('the words of a recovery phrase', async ({ browsers }) => {
    browsers.allow(CONNECTION_LOST)
    const { page } = await browsers.newTab({ name: 'alice' })
    await page.getByRole('button', { name: 'Write them down' }).click()
    await expect(page.getByRole('button', { name: 'Show me the words' })).toBeEnabled()
    // A part of the dialog itself is called so, too.
    await page.route('**/assets/recovery-*.js', (route) => route.abort())
    await page.getByRole('button', { name: 'Show me the words' }).click()
    await expect(page.getByRole('alert').filter({ hasText: 'could not be loaded' })).toContainText(
      'could not be loaded',
    )
    await reload(page)
  })

  test('what claims a name', async ({ browsers }) => {
    browsers.allow(CONNECTION_LOST)
    await browsers.newTab({ name: 'alice' })
    const { page, ...tab } = await browsers.newTab()
    await page.route('**/assets/recovery-*.js', (route) => route.abort())
    await tab.tryName('alice')
    await page.getByRole('button', { name: 'This name is mine' }).click()
    await page.getByRole('textbox', { name: 'Recovery phrase' }).fill('some words')
    await page.getByRole('button', { name: 'Claim the name' }).click()
    await expect(page.getByRole('alert').filter({ hasText: 'could not be loaded' })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Claim the name' })).toBeEnabled()
    await reload(page)

    await tab.tryName('alice')
    await page.getByRole('button', { name: 'This name is mine' }).click()
    await page.getByRole('textbox', { name: 'Recovery phrase' }).fill('some words')
    await page.getByRole('button', { name: 'Claim the name' }).click()
    await page.getByRole('button', { name: 'Back', exact: true }).click()
    await expect(page.getByRole('alert').filter({ hasText: 'could not be loaded' })).toBeVisible()
    await reload(page)
  })

  test('what finds text', async ({ browsers }) => {
    browsers.allow(CONNECTION_LOST)
    const { page, ...alice } = await browsers.newTab({ name: 'alice', endless: [NOTICE] })
    await alice.open('Everyone')
    await page.route('**/assets/vc-find-*.js', (route) => route.abort())
    const button = page.getByRole('button', { name: 'Find text' })
    await button.click()
    await expect(alice.notices().filter({ hasText: 'could not be loaded' })).toBeVisible()
    await expect(button).toHaveAttribute('aria-expanded', 'false')
    await page.unrouteAll()
    await page.reload()
    await button.click()
    await expect(page.getByRole('searchbox', { name: 'Find text' })).toBeFocused()
  })

  test('a QR code', async ({ browsers }) => {
    browsers.allow(CONNECTION_LOST)
    const { page, ...alice } = await browsers.newTab({ name: 'alice' })
    await browsers.newTab({ name: 'bob' })
    await alice.open('bob')
    await page.getByRole('link', { name: 'Details', exact: true }).click()
    await page.route('**/assets/dist-*.js', (route) => route.abort())
    await page.getByRole('button', { name: 'QR code' }).click()
    await expect(page.getByRole('alert').filter({ hasText: 'The QR code could not be loaded.' })).toBeVisible()
  })
})
