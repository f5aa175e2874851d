import { expect } from '@playwright/test'
import type { Tab } from './tab.ts'

/** Opens the settings of who is signed in, and waits until all of them are there. */
export async function openSettings({ page }: Tab): Promise<void> {
  await page.getByRole('button', { name: 'Settings', exact: true }).click()
  await expect(page.getByText('What the server can see:')).toBeVisible()
}
