import { expect, test } from './fixtures.ts'

test('what the page says stays while one points at it or has the focus in it, and goes by itself after that', async ({
  browsers,
}) => {
  const { page, ...alice } = await browsers.newTab()
  await page.addInitScript(() => {
    const { setTimeout } = window
    // Counts how often the time is over for which it is shown.
    const wait = (callback: () => void, milliseconds?: number, ...rest: unknown[]) => {
      const over = () => {
        callback()
        const { dataset } = document.documentElement
        dataset['over'] = String(Number(dataset['over'] ?? 0) + 1)
      }
      return setTimeout(milliseconds === 4_000 ? over : callback, milliseconds, ...rest)
    }
    window.setTimeout = wait as typeof window.setTimeout
  })
  await page.reload()
  await alice.signIn('alice')
  const welcome = alice.notices().filter({ hasText: 'Welcome, alice' })
  await welcome.hover()
  await expect(page.locator('html[data-over="1"]')).toBeVisible()
  await expect(welcome).toBeVisible()
  await page.getByRole('button', { name: 'Dismiss' }).focus()
  await page.mouse.move(0, 0)
  await expect(page.locator('html[data-over="2"]')).toBeVisible()
  await expect(welcome).toBeVisible()
  await alice.row('Everyone').focus()
  await expect(welcome).toBeHidden()
})
