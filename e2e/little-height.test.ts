import { CONNECTION_LOST, expect, test } from './fixtures.ts'

const ZOOM = { viewport: { width: 320, height: 256 } }

test('at 400 % zoom the first field is in sight under the title', async ({ browsers }) => {
  const { page } = await browsers.newTab({ device: ZOOM })
  await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toBeFocused()
  for (const part of [page.getByRole('heading', { name: 'Virtual Chat' }), page.getByRole('textbox', { name: 'Name' })])
    await expect(part).toBeInViewport({ ratio: 1 })
})

test('at 400 % zoom a lost server leaves a message box whole, that of a blocked peer too', async ({
  browsers,
  server,
}) => {
  browsers.allow(CONNECTION_LOST)
  await browsers.newTab({ name: 'bob' })
  const { page, ...alice } = await browsers.newTab({ name: 'alice', device: ZOOM })
  const box = page.getByRole('textbox', { name: 'Message', exact: true })
  const filter = page.getByRole('search')
  await alice.open('bob')
  await page.getByRole('link', { name: 'Details', exact: true }).click()
  await page.getByRole('button', { name: 'Block bob' }).click()
  await expect(page.getByRole('button', { name: 'Unblock bob' })).toBeVisible()
  await page.getByRole('button', { name: 'Close details' }).click()
  await server.kill()
  await expect(page.getByRole('button', { name: 'Try now' })).toBeInViewport({ ratio: 1 })
  await expect(box).toBeInViewport({ ratio: 1 })

  await test.step('however little remains, it can be scrolled to', async () => {
    await page.setViewportSize({ width: 320, height: 150 })
    await expect(box).not.toBeInViewport()
    await box.focus()
    await expect(box).toBeInViewport({ ratio: 1 })
  })

  await test.step('the filter keeps its icon', async () => {
    await page.setViewportSize(ZOOM.viewport)
    await page.getByRole('button', { name: 'Back to conversations' }).click()
    const icon = await filter.locator('vc-icon').first().boundingBox()
    const around = await filter.boundingBox()
    expect(icon?.y).toBeGreaterThan(around?.y ?? Number.NaN)
  })
})
