import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { CONNECTION_LOST, expect, test } from './fixtures.ts'

const CODE =
  'Look:\n\n```\nconst answer = 42\n```\n\n> a quote\n\n- a list with `code`, *emphasis* and https://example.org/'

/** Nothing may be found, not even what is only advice. */
async function expectNoViolations(page: Page, view: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  const found = violations.map(({ id, nodes }) => `${view}: ${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
  expect(found).toEqual([])
}

for (const theme of ['light', 'dark'] as const) {
  const device = { colorScheme: theme, reducedMotion: 'reduce' } as const

  test.describe(`axe finds nothing, ${theme}`, () => {
    test('on the way in', async ({ browsers }) => {
      const { page, ...tab } = await browsers.newTab({ device })
      await expectNoViolations(page, 'sign-in')
      await tab.tryName('!')
      await expect(page.getByRole('alert').filter({ hasText: /\w/ })).toBeVisible()
      await expectNoViolations(page, 'sign-in, refused')
      await tab.signIn('alice')
      await expect(page.getByRole('button', { name: 'Copy address' })).toBeVisible()
      await expectNoViolations(page, 'first visit')
      await tab.open('Everyone')
      await expectNoViolations(page, 'empty conversation')
      await tab.signOut()
      await expectNoViolations(page, 'signed out')
      await page.getByRole('button', { name: 'Use another name' }).click()
      await expect(page.getByRole('button', { name: 'Continue as alice' })).toBeVisible()
      await expectNoViolations(page, 'sign-in, known names')
      await page.getByRole('button', { name: 'Continue as alice' }).click()
      await expect(tab.row('Everyone')).toBeVisible()
      const stranger = await browsers.newTab({ device })
      await stranger.tryName('alice')
      await stranger.page.getByRole('button', { name: 'This name is mine' }).click()
      await expect(stranger.page.getByRole('textbox', { name: 'Recovery phrase' })).toBeVisible()
      await expectNoViolations(stranger.page, 'recovery')
    })

    test('in a conversation, its details and a lost server', async ({ browsers, server }) => {
      browsers.allow(CONNECTION_LOST)
      const { page, ...alice } = await browsers.newTab({ name: 'alice', device })
      const bob = await browsers.newTab({ name: 'bob' })
      const box = page.getByRole('textbox', { name: 'Message', exact: true })
      await bob.open('alice')
      await bob.send(CODE)
      await alice.expectUnread('bob', 1)
      await alice.open('bob')
      await alice.send(CODE)
      await expect(page.getByRole('button', { name: 'Copy code' })).toHaveCount(2)
      await page.getByRole('button', { name: 'Find text' }).click()
      await expectNoViolations(page, 'finding nothing yet')
      await page.getByRole('searchbox', { name: 'Find text' }).fill('answer')
      await expect(page.getByText('1 of 2', { exact: true })).toBeVisible()
      await expectNoViolations(page, 'finding text')
      await page.getByRole('searchbox', { name: 'Find text' }).fill('question')
      await expect(page.getByText('No match', { exact: true })).toBeVisible()
      await expectNoViolations(page, 'finding no text')
      await page.keyboard.press('Escape')
      await page.getByRole('link', { name: 'Details', exact: true }).click()
      await page.getByRole('button', { name: 'QR code' }).click()
      await expect(page.getByRole('img', { name: 'Safety number as a QR code' })).toBeVisible()
      await expectNoViolations(page, 'conversation and details')
      await page.setViewportSize({ width: 390, height: 844 })
      await expectNoViolations(page, 'details on a phone')
      await page.getByRole('button', { name: 'Close details' }).click()
      await box.fill('/')
      await expect(page.getByRole('listbox', { name: 'Suggestions' })).toBeVisible()
      await expectNoViolations(page, 'completions on a phone')
      await box.fill('x'.repeat(8_193))
      await page.setViewportSize({ width: 1280, height: 800 })
      await server.kill()
      await expect(alice.notices().filter({ hasText: 'Server unreachable' })).toBeVisible()
      await expectNoViolations(page, 'server lost, and a text that is too long')
    })

    test('in every dialog', async ({ browsers }) => {
      const { page } = await browsers.newTab({ name: 'alice', device })
      await page.keyboard.press('Control+k')
      await expect(page.getByRole('option').first()).toBeVisible()
      await expectNoViolations(page, 'jump')
      await page.keyboard.press('Escape')
      await expect(page.getByRole('dialog')).toHaveCount(0)
      await page.keyboard.press('?')
      await expect(page.getByText('/send NAME TEXT')).toBeVisible()
      await expectNoViolations(page, 'help')
      await page.setViewportSize({ width: 390, height: 600 })
      await expectNoViolations(page, 'help that has to be scrolled')
      await page.setViewportSize({ width: 1280, height: 720 })
      await page.keyboard.press('Escape')
      await expect(page.getByRole('dialog')).toHaveCount(0)
      await page.getByRole('button', { name: 'Settings', exact: true }).click()
      await page.getByRole('button', { name: 'Forget this browser' }).click()
      await expect(page.getByRole('button', { name: 'Delete everything here' })).toBeVisible()
      await expectNoViolations(page, 'settings')
      await page.getByRole('button', { name: 'Make a phrase' }).click()
      await page.getByRole('button', { name: 'Show me the words' }).click()
      await expect(page.getByRole('listitem').filter({ hasText: /^[a-z]+$/ })).toHaveCount(24)
      await expectNoViolations(page, 'recovery words')
      await page.getByRole('button', { name: 'I have written them down' }).click()
      await page.getByRole('button', { name: 'Set the phrase' }).click()
      await expect(page.getByRole('alert').filter({ hasText: 'Look at your notes' })).toBeVisible()
      await expectNoViolations(page, 'recovery words, wrong')
    })
  })
}

test('what is wrong describes the field that it is about, and no other', async ({ browsers }) => {
  const tab = await browsers.newTab()
  const name = tab.page.getByRole('textbox', { name: 'Name', exact: true })
  const server = tab.page.getByRole('textbox', { name: 'Server', exact: true })
  await tab.tryServer('alice', 'http://')
  await expect(server).toHaveAccessibleDescription(/server address/)
  await expect(name).toHaveAccessibleDescription('')
  await tab.useOwnServer()
  await tab.tryName('!')
  await expect(name).toHaveAccessibleDescription(/2 characters/)
  await expect(server).toHaveAccessibleDescription('')
})

test('in the dialog without a title bar the button that closes it comes into sight with the focus', async ({
  browsers,
}) => {
  const { page } = await browsers.newTab({ name: 'alice' })
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox', { name: 'Jump to' })).toBeFocused()
  await page.keyboard.press('Shift+Tab')
  const close = page.getByRole('button', { name: 'Close', exact: true })
  await expect(close).toBeFocused()
  await close.click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
})

test('the log announces what was added, and nothing else', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  const bob = await browsers.newTab({ name: 'bob' })
  await bob.open('alice')
  await bob.send('first')
  await alice.open('bob')
  await expect(alice.message('first')).toBeVisible()
  await expect(alice.log()).toHaveAttribute('aria-live', 'polite')
  for (const attribute of ['aria-relevant', 'aria-atomic']) expect(await alice.log().getAttribute(attribute)).toBeNull()
  const removed = await alice.log().evaluateHandle((log) => {
    const gone: string[] = []
    const note = (records: MutationRecord[]) => {
      const nodes = records.flatMap((record) => [...record.removedNodes])
      gone.push(...nodes.map((node) => node.textContent ?? ''))
    }
    new MutationObserver(note).observe(log, { childList: true, subtree: true })
    return gone
  })
  await bob.send('second')
  await expect(alice.message('second')).toBeVisible()
  await alice.send('third')
  await alice.expectDelivered('third')
  // The first message keeps its elements: a reader that hears them again would think that somebody repeats himself.
  expect((await removed.jsonValue()).filter((text) => text.includes('first'))).toEqual([])
})

test('in forced colours everything keeps its border, the current row its mark, an avatar its shape', async ({
  browsers,
}) => {
  const { page, ...alice } = await browsers.newTab({ name: 'alice', device: { forcedColors: 'active' } })
  await alice.open('alice')
  await alice.send('framed')
  const bubble = alice.message('framed').locator('.bubble')
  await expect(bubble).toHaveCSS('border-top-style', 'solid')
  await expect(alice.row('alice')).toHaveCSS('outline-style', 'solid')
  // Inside: the list paints nothing beyond a row.
  await expect(alice.row('alice')).toHaveCSS('outline-offset', '-2px')
  await expect(alice.row('Everyone')).not.toHaveCSS('outline-style', 'solid')
  const disc = await alice.row('Everyone').locator('.disc').boundingBox()
  expect(disc?.width).toBe(disc?.height)
  await expectNoViolations(page, 'forced colours')
})
