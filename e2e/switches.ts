import { expect } from './fixtures.ts'
import type { Tab } from './tab.ts'

/** Turns a switch of the settings over. */
export async function turn({ page }: Tab, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Settings', exact: true }).click()
  await page.getByRole('checkbox', { name }).click()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
}
