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
