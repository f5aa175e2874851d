import { expect, test } from './fixtures.ts'

test('what the page says stays while one points at it or has the focus in it, and goes by itself after that', async ({
  browsers,
}) => {
  const { page, ...alice } = await browsers.newTab()
  await page.addInitScript(() => {
    const { setTimeout } = window
    let begin = () => {}
    // A busy machine may take longer to point at it: the time for which it is shown begins when the test says so.
    addEventListener('begin', () => begin(), { once: true })
    let isBegun = false
    // Counts how often that time is over.
    const wait = (callback: () => void, milliseconds?: number, ...rest: unknown[]) => {
      if (milliseconds !== 4_000) return setTimeout(callback, milliseconds, ...rest)
      const over = () => {
        callback()
        const { dataset } = document.documentElement
        dataset['over'] = String(Number(dataset['over'] ?? 0) + 1)
      }
      if (isBegun) return setTimeout(over, milliseconds)
      begin = () => {
        isBegun = true
        setTimeout(over, milliseconds)
      }
      return 0
    }
    window.setTimeout = wait as typeof window.setTimeout
  })
  await page.reload()
  await alice.signIn('alice')
  const welcome = alice.notices().filter({ hasText: 'Welcome, alice' })
  const over = () => page.evaluate(() => Number(document.documentElement.dataset['over'] ?? 0))
  await welcome.hover()
  await page.evaluate(() => dispatchEvent(new Event('begin')))
  await expect.poll(over).toBeGreaterThan(0)
  await expect(welcome).toBeVisible()
  await page.getByRole('button', { name: 'Dismiss' }).focus()
  await page.mouse.move(0, 0)
  const before = await over()
  await expect.poll(over).toBeGreaterThan(before)
  await expect(welcome).toBeVisible()
  await alice.row('Everyone').focus()
  await expect(welcome).toBeHidden()
})
