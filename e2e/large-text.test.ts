import { beyondTheEdge } from './beyond-the-edge.ts'
import { expect, test } from './fixtures.ts'

test('with letters of twice the size nothing is cut off on a phone', async ({ browsers }) => {
  await browsers.newTab({ name: 'bob' })
  const device = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
  const { page, ...alice } = await browsers.newTab({ device })
  const expectAllInside = () => expect.poll(() => beyondTheEdge(page)).toEqual([])
  await page.evaluate(() => (document.documentElement.style.fontSize = '200%'))
  await expectAllInside()
  await alice.signIn('alice-whose-name-is-rather-long')
  await expectAllInside()
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('option').first()).toBeVisible()
  await expectAllInside()
  await page.keyboard.press('Escape')

  await alice.open('bob')
  await page.getByRole('link', { name: 'Details', exact: true }).click()
  await page.getByRole('button', { name: 'QR code' }).click()
  await expect(page.getByRole('img', { name: 'Safety number as a QR code' })).toBeVisible()
  await expectAllInside()
  await page.getByRole('button', { name: 'Close details' }).click()
  await page.getByRole('button', { name: 'Back to conversations' }).click()

  await page.getByRole('button', { name: 'Settings', exact: true }).click()
  await page.getByRole('button', { name: 'Forget this browser' }).click()
  await expectAllInside()
  await page.getByRole('button', { name: 'Make a phrase' }).click()
  await page.getByRole('button', { name: 'Show me the words' }).click()
  await expect(page.getByRole('listitem').filter({ hasText: /^[a-z]+$/ })).toHaveCount(24)
  await expectAllInside()
  await page.keyboard.press('Escape')
  await alice.signOut()
  await expectAllInside()
})
