import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'

const goBack = (page: Page) => page.evaluate(() => history.back())
const box = (page: Page) => page.getByRole('combobox', { name: 'Jump to' })

async function openJump(page: Page): Promise<void> {
  await page.keyboard.press('Control+k')
  await expect(box(page)).toBeFocused()
}

test('Back closes a dialog also after Esc has led elsewhere than Back would', async ({ browsers }) => {
  const { page, ...alice } = await browsers.newTab({ name: 'alice' })
  await alice.open('alice')
  await alice.open('Everyone')
  await page.keyboard.press('Escape')
  await expect(page).toHaveURL(/#\/$/)
  await openJump(page)
  await goBack(page)
  await expect(page.getByRole('dialog')).toBeHidden()
  await expect(page).toHaveURL(/#\/$/)
  await expect(page.getByRole('log')).toBeHidden()
  await goBack(page)
  await expect(page.getByRole('log', { name: 'Messages with alice' })).toBeVisible()
})

test('Back closes a dialog also on the first page of a tab, and then leaves the page', async ({ browsers }) => {
  const { page, ...alice } = await browsers.newTab({ name: 'alice' })
  for (let count = 1; count <= 2; count += 1) {
    await openJump(page)
    await goBack(page)
    await expect(page.getByRole('dialog')).toBeHidden()
    await expect(alice.row('Everyone')).toBeVisible()
  }
  await test.step('after a reload too', async () => {
    await page.reload()
    await expect(alice.row('Everyone')).toBeVisible()
    await openJump(page)
    await goBack(page)
    await expect(page.getByRole('dialog')).toBeHidden()
  })
  await test.step('and one comes back to where the dialog led from', async () => {
    await openJump(page)
    await page.keyboard.type('everyone')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('log', { name: 'Messages in Everyone' })).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(page).toHaveURL(/#\/$/)
  })
  await goBack(page)
  await expect(page).toHaveURL('about:blank')
})
