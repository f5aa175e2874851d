import type { Page } from '@playwright/test'
import { expect, PATIENT, test } from './fixtures.ts'
import { FIRST_SIGN_IN } from './tab.ts'

/** Tabs forwards until what has the focus is called so, as somebody does who sees the focus move. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let step = 0; step < 40; step += 1) {
    await page.keyboard.press('Tab')
    if (name.test(await focusedName(page))) return
  }
  throw new Error(`Tab never came to ${name}`)
}

/** What the element with the focus is called. */
function focusedName(page: Page): Promise<string> {
  return page.evaluate(() => {
    let focused = document.activeElement
    while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement
    return focused?.getAttribute('aria-label') ?? focused?.textContent?.trim() ?? ''
  })
}

/** Whether one can see where the focus is. */
function focusShows(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    let focused = document.activeElement
    while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement
    if (!focused) return false
    const { outlineStyle, outlineWidth } = getComputedStyle(focused)
    return outlineStyle !== 'none' && outlineWidth !== '0px'
  })
}

test('from sign-in to sign-out without a mouse', async ({ browsers }) => {
  const bob = await browsers.newTab({ name: 'bob' })
  const alice = await browsers.newTab({ search: PATIENT })
  const { page } = alice
  const { keyboard } = page

  await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toBeFocused()
  await keyboard.type('alice')
  await keyboard.press('Enter')
  await expect(alice.row('Everyone')).toBeVisible(FIRST_SIGN_IN)
  await alice.expectOnline('bob')

  await tabTo(page, /^Everyone/)
  await keyboard.press('ArrowDown')
  await expect(alice.row('bob')).toBeFocused()
  expect(await focusShows(page)).toBe(true)
  await keyboard.press('Enter')
  await expect(page.getByRole('textbox', { name: 'Message', exact: true })).toBeFocused()
  await keyboard.type('no mouse here')
  await keyboard.press('Enter')
  await alice.expectMark('no mouse here', 'Delivered directly')
  await bob.open('alice')
  await bob.send('indeed')
  await expect(alice.message('indeed')).toBeVisible()

  await test.step('the log, from message to message', async () => {
    await keyboard.press('Shift+Tab')
    await expect(alice.log()).toBeFocused()
    await keyboard.press('ArrowUp')
    await expect(alice.message('indeed')).toBeFocused()
    await keyboard.press('ArrowUp')
    await expect(alice.message('no mouse here')).toBeFocused()
    await expect(page.getByRole('tooltip')).toContainText('Delivered directly,')
    await keyboard.press('Escape')
    await expect(page.getByRole('tooltip')).toBeHidden()
    await expect(alice.message('no mouse here')).toBeFocused()
    // The next one leads one step back.
    await keyboard.press('Escape')
    await expect(page).not.toHaveURL(/#\/bob/)
    await expect(alice.log()).toBeHidden()
  })

  await test.step('the details and back', async () => {
    await alice.open('bob')
    await page.getByRole('textbox', { name: 'Message', exact: true }).focus()
    await keyboard.press('Shift+Tab')
    await keyboard.press('Shift+Tab')
    await expect.poll(() => focusedName(page)).toBe('Details')
    await expect(page.getByRole('tooltip')).toHaveText('Details')
    await keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: 'Details' })).toBeVisible()
    await expect(page.getByRole('tooltip')).toBeHidden()
    await keyboard.press('Escape')
    await expect(page.getByRole('heading', { name: 'Details' })).toBeHidden()
  })

  await test.step('the settings', async () => {
    await tabTo(page, /^Settings$/)
    await keyboard.press('Enter')
    await expect(page.getByRole('radio', { name: 'System' })).toBeVisible()
    await tabTo(page, /^$/)
    await keyboard.press('ArrowRight')
    await expect(page.getByRole('radio', { name: 'Light' })).toBeChecked()
    await keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toBeHidden()
    await expect.poll(() => focusedName(page)).toBe('Settings')
  })

  await keyboard.press('Tab')
  await expect.poll(() => focusedName(page)).toBe('Sign out')
  await keyboard.press('Enter')
  await bob.expectOffline('alice')
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible()
})

test('Alt+↑ and Alt+↓ go through the conversations, Esc one step back', async ({ browsers }) => {
  await browsers.newTab({ name: 'bob' })
  const alice = await browsers.newTab({ name: 'alice' })
  const { page } = alice
  await alice.expectOnline('bob')
  const order = ['Messages in Everyone', 'Messages with bob', 'Messages with alice']
  for (const name of order) {
    await page.keyboard.press('Alt+ArrowDown')
    await expect(page.getByRole('log', { name })).toBeVisible()
  }
  for (const name of order.toReversed().slice(1)) {
    await page.keyboard.press('Alt+ArrowUp')
    await expect(page.getByRole('log', { name })).toBeVisible()
  }
  await test.step('past those that the filter hides', async () => {
    const filter = page.getByRole('searchbox', { name: 'Filter conversations' })
    await filter.fill('e')
    await expect(alice.row('bob')).toBeHidden()
    await page.keyboard.press('Alt+ArrowDown')
    await expect(page.getByRole('log', { name: 'Messages with alice' })).toBeVisible()
    await page.keyboard.press('Alt+ArrowUp')
    await expect(page.getByRole('log', { name: 'Messages in Everyone' })).toBeVisible()
    await filter.fill('')
  })
  await page.getByRole('link', { name: 'Details', exact: true }).click()
  await expect(page).toHaveURL(/#\/everyone\/details$/)
  await page.keyboard.press('Escape')
  await expect(page).toHaveURL(/#\/everyone$/)
  await expect(page.getByRole('heading', { name: 'Details' })).toBeHidden()
  await page.keyboard.press('Escape')
  await expect(page).toHaveURL(/#\/$/)

  await test.step('twice, before the browser has told of the first', async () => {
    await alice.open('Everyone')
    await alice.open('bob')
    await page.getByRole('link', { name: 'Details', exact: true }).click()
    await expect(page.getByRole('heading', { name: 'Details' })).toBeVisible()
    await Promise.all([page.keyboard.press('Escape'), page.keyboard.press('Escape')])
    await expect(page).toHaveURL(/#\/$/)
    await expect(page.getByRole('log')).toBeHidden()
  })
})

test('↓ leads from the filter into the list, ↑ from the first row back', async ({ browsers }) => {
  await browsers.newTab({ name: 'bob' })
  const alice = await browsers.newTab({ name: 'alice' })
  const { keyboard } = alice.page
  await alice.expectOnline('bob')
  const filter = alice.page.getByRole('searchbox', { name: 'Filter conversations' })
  await filter.focus()
  await keyboard.press('ArrowDown')
  await expect(alice.row('Everyone')).toBeFocused()
  await keyboard.press('ArrowDown')
  await expect(alice.row('bob')).toBeFocused()
  for (const target of [alice.row('Everyone'), filter]) {
    await keyboard.press('ArrowUp')
    await expect(target).toBeFocused()
  }
  // The list may not be drawn yet when the next key comes.
  await filter.evaluate((input: HTMLInputElement) => {
    input.value = 'bo'
    input.dispatchEvent(new InputEvent('input'))
    input.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true, cancelable: true }))
  })
  await expect(alice.row('bob')).toBeFocused()
  await keyboard.press('Enter')
  await expect(alice.page.getByRole('log', { name: 'Messages with bob' })).toBeVisible()
})

test('Esc closes the details at once while the pointer rests on something that explains itself', async ({
  browsers,
}) => {
  const { page, ...alice } = await browsers.newTab({ name: 'alice' })
  await alice.open('Everyone')
  await alice.send('a text')
  const tip = page.getByRole('tooltip')
  const details = page.getByRole('heading', { name: 'Details' })
  const link = page.getByRole('link', { name: 'Details', exact: true })
  const time = alice.message('a text').getByRole('time')
  for (const rests of [link, time]) {
    await link.click()
    await expect(details).toBeVisible()
    await page.mouse.move(0, 0)
    await rests.hover()
    await expect(tip).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(tip).toBeHidden()
    await expect(details).toBeHidden()
  }

  await test.step('another key hides the words and does no more', async () => {
    await page.getByRole('textbox', { name: 'Message', exact: true }).click()
    await time.hover()
    await expect(tip).toBeVisible()
    await page.keyboard.press('Control')
    await expect(tip).toBeHidden()
    await expect(alice.message('a text')).toBeVisible()
  })
})
