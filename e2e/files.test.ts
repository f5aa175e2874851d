import { resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'

function copy(page: Page, text?: string): Promise<void> {
  return page.evaluate(async (beside) => {
    const canvas = new OffscreenCanvas(8, 8)
    canvas.getContext('2d')
    const picture = { 'image/png': await canvas.convertToBlob() }
    const both = beside === undefined ? picture : { ...picture, 'text/plain': beside }
    await navigator.clipboard.write([new ClipboardItem(both)])
  }, text)
}

test('a file that is dropped or pasted is refused with words, and opens nowhere', async ({ browsers }) => {
  const permissions = ['clipboard-read', 'clipboard-write']
  const { page, open } = await browsers.newTab({ name: 'alice', device: { permissions } })
  const refusal = page.getByRole('status').filter({ hasText: 'Only text can be sent.' })
  const data = { items: [], files: [resolve('README.md')], dragOperationsMask: 1 }
  const devtools = await page.context().newCDPSession(page)
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await devtools.send('Input.dispatchDragEvent', { type, x: 500, y: 300, data })
  await expect(refusal).toBeVisible()
  expect(page.context().pages()).toEqual([page])

  await page.getByRole('button', { name: 'Dismiss' }).click()
  await expect(refusal).toBeHidden()
  await open('alice')
  await copy(page)
  const box = page.getByRole('textbox', { name: 'Message', exact: true })
  await box.press('Control+v')
  await expect(refusal).toBeVisible()

  // As an office program puts it there.
  await copy(page, 'a table')
  await box.press('Control+v')
  await expect(box).toHaveValue('a table')
})
