import type { Locator } from '@playwright/test'
import { expect, test } from './fixtures.ts'

/** The contrast of two colours as `getComputedStyle` gives them (WCAG 2.2, relative luminance). */
function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [one, other]
    .map((color) => (color.match(/[\d.]+/g) ?? []).slice(0, 3).map((channel) => Number(channel) / 255))
    .map((rgb) => rgb.map((channel) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4)))
    .map(([red = 0, green = 0, blue = 0]) => 0.2126 * red + 0.7152 * green + 0.0722 * blue)
    .sort((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}

/** A colour of the element as it is drawn now. */
function colorOf(
  element: Locator,
  property: 'background-color' | 'border-top-color' | 'color' | 'outline-color',
): Promise<string> {
  return element.evaluate((drawn, name) => getComputedStyle(drawn).getPropertyValue(name), property)
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`what is chosen stands out by 3:1, ${colorScheme}`, async ({ browsers }) => {
    const { page, ...alice } = await browsers.newTab({
      name: 'alice',
      device: { colorScheme, reducedMotion: 'reduce' },
    })
    const expectMarkedOn = async (surface: Locator) => {
      const chosen = page.getByRole('option', { selected: true })
      await expect(chosen).toHaveCSS('outline-style', 'solid')
      const [mark, around] = [await colorOf(chosen, 'outline-color'), await colorOf(surface, 'background-color')]
      expect(contrast(mark, around)).toBeGreaterThan(3)
    }
    await alice.open('Everyone')
    await page.getByRole('textbox', { name: 'Message', exact: true }).fill('/')
    await expectMarkedOn(page.getByRole('listbox', { name: 'Suggestions' }))
    await page.keyboard.press('Control+k')
    await expectMarkedOn(page.getByRole('dialog'))
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Settings', exact: true }).click()
    const theme = page.locator('label').filter({ hasText: 'System' })
    const fill = await colorOf(theme, 'background-color')
    expect(contrast(fill, await colorOf(theme.locator('..'), 'background-color'))).toBeGreaterThan(3)
  })
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`one sees by 3:1 where one may write, ${colorScheme}`, async ({ browsers }) => {
    const { page, ...alice } = await browsers.newTab({
      name: 'alice',
      device: { colorScheme, reducedMotion: 'reduce' },
    })
    await alice.open('Everyone')
    const filter = page.getByRole('searchbox', { name: 'Filter conversations' })
    const box = page.getByRole('textbox', { name: 'Message', exact: true })
    for (const [field, around, elsewhere] of [
      [filter, page.locator('vc-sidebar'), box],
      [box, page.getByRole('main'), filter],
    ] as const) {
      await elsewhere.focus()
      const border = await colorOf(field, 'border-top-color')
      expect(contrast(border, await colorOf(around, 'background-color'))).toBeGreaterThan(3)
    }
  })
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`who asks for more contrast sees every edge by 3:1 and all text by 7:1, ${colorScheme}`, async ({
    browsers,
  }) => {
    const { page, ...alice } = await browsers.newTab({ name: 'alice', device: { colorScheme, contrast: 'more' } })
    await alice.open('Everyone')
    const background = await colorOf(page.locator('vc-sidebar'), 'background-color')
    const edge = await colorOf(page.getByRole('button', { name: 'Write them down' }), 'border-top-color')
    expect(contrast(edge, background)).toBeGreaterThan(3)
    const preview = await colorOf(alice.row('alice').getByText('Notes to yourself'), 'color')
    expect(contrast(preview, background)).toBeGreaterThan(7)
  })
}
