import type { Locator } from '@playwright/test'
import { CONNECTION_LOST, expect, NOTICE, test, type Browsers } from './fixtures.ts'
import { FIRST_SIGN_IN, type Tab } from './tab.ts'

const NARROW = { viewport: { width: 900, height: 700 } } as const

const box = ({ page }: Tab) => page.getByRole('textbox', { name: 'Message', exact: true })
const detailsLink = ({ page }: Tab) => page.getByRole('link', { name: 'Details', exact: true })
const settingsButton = ({ page }: Tab) => page.getByRole('button', { name: 'Settings', exact: true })
const dialog = ({ page }: Tab, name: string) => page.getByRole('dialog', { name, exact: true })

/** Alice before the open room, writing. */
async function writing(browsers: Browsers, device = {}): Promise<Tab> {
  const alice = await browsers.newTab({ name: 'alice', device })
  await alice.open('Everyone')
  await expect(box(alice)).toBeFocused()
  return alice
}

test('from sign-in to sign-out the focus goes on where its button went', async ({ browsers }) => {
  const bob = await browsers.newTab({ name: 'bob' })
  const alice = await browsers.newTab()
  const { page } = alice
  const press = async (button: Locator) => {
    await button.focus()
    await page.keyboard.press('Enter')
  }
  const signIn = page.getByRole('button', { name: 'Sign in', exact: true })
  const name = page.getByRole('textbox', { name: 'Name', exact: true })

  await test.step('a refusal leaves it on the button', async () => {
    await name.fill('bob')
    await press(signIn)
    await expect(page.getByRole('button', { name: 'This name is mine' })).toBeVisible(FIRST_SIGN_IN)
    await expect(signIn).toBeFocused()
  })
  await test.step('at the first sign-in it goes to the list', async () => {
    await name.fill('alice')
    await press(signIn)
    await expect(alice.row('Everyone')).toBeFocused(FIRST_SIGN_IN)
    await press(page.getByRole('button', { name: 'Not now' }))
    await expect(alice.row('Everyone')).toBeFocused()
  })
  await test.step('out of a conversation, to its row', async () => {
    await press(alice.row('bob'))
    await expect(box(alice)).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(alice.row('bob')).toBeFocused()
  })
  await test.step('from the way to the end, to where one writes', async () => {
    await bob.open('alice')
    for (let count = 1; count <= 16; count += 1) await bob.send(`letter ${count}`)
    await alice.expectUnread('bob', 16)
    await page.keyboard.press('Enter')
    await press(page.getByRole('button', { name: /^Jump to latest/ }))
    await expect(alice.message('letter 16')).toBeInViewport()
    await expect(box(alice)).toBeFocused()
  })
  await test.step('from signing out to signing in, and to where one writes', async () => {
    await press(page.getByRole('button', { name: 'Sign out', exact: true }))
    await expect(signIn).toBeFocused()
    await page.keyboard.press('Enter')
    await alice.expectOnline('bob')
    await expect(box(alice)).toBeFocused()
  })
})

test('while the server does not answer a sign-out, the button keeps the focus', async ({ browsers, server }) => {
  browsers.allow(CONNECTION_LOST)
  const alice = await writing(browsers)
  const { page } = alice
  const signOut = page.getByRole('button', { name: 'Sign out', exact: true })
  server.freeze()
  await signOut.focus()
  await page.keyboard.press('Enter')
  await expect(signOut).toBeFocused()
  await expect(signOut).toBeDisabled()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeFocused({ timeout: 15_000 })
  await expect(alice.notices().filter({ hasText: 'The server did not answer' })).toBeVisible()
  server.resume()
})

test('details that cover the conversation take the focus, and give it back', async ({ browsers }) => {
  const alice = await writing(browsers, NARROW)
  const { keyboard } = alice.page
  const heading = alice.page.getByRole('heading', { name: 'Details', exact: true })
  await keyboard.press('Shift+Tab')
  await keyboard.press('Shift+Tab')
  await expect(detailsLink(alice)).toBeFocused()
  await keyboard.press('Enter')
  await expect(heading).toBeFocused()
  await keyboard.press('Tab')
  await keyboard.press('Enter')
  await expect(detailsLink(alice)).toBeFocused()
  await keyboard.press('Enter')
  await expect(heading).toBeFocused()
  await keyboard.press('Escape')
  await expect(detailsLink(alice)).toBeFocused()
})

test('details beside the conversation leave the focus where it is, and give it back', async ({ browsers }) => {
  const alice = await writing(browsers)
  const { keyboard } = alice.page
  const close = alice.page.getByRole('button', { name: 'Close details' })
  await keyboard.press('Shift+Tab')
  await keyboard.press('Shift+Tab')
  await keyboard.press('Enter')
  await expect(close).toBeVisible()
  await expect(detailsLink(alice)).toBeFocused()
  await close.focus()
  await keyboard.press('Enter')
  await expect(close).toBeHidden()
  await expect(detailsLink(alice)).toBeFocused()

  await keyboard.press('Enter')
  await expect(close).toBeVisible()
  await box(alice).focus()
  await keyboard.press('Escape')
  await expect(close).toBeHidden()
  await expect(box(alice)).toBeFocused()
})

test('a dialog that opens another one hands the focus on, and at the end it is back', async ({ browsers }) => {
  const alice = await writing(browsers)
  const { keyboard } = alice.page
  for (const { typed, name } of [
    { typed: 'setti', name: 'Settings' },
    { typed: 'keys', name: 'Keys and commands' },
  ]) {
    await keyboard.press('Control+k')
    await expect(alice.page.getByRole('combobox', { name: 'Jump to' })).toBeFocused()
    await keyboard.type(typed)
    await keyboard.press('Enter')
    await expect(dialog(alice, name).getByRole('button', { name: 'Close', exact: true })).toBeFocused()
    await keyboard.press('Escape')
    await expect(dialog(alice, name)).toBeHidden()
    await expect(box(alice)).toBeFocused()
  }
})

test('a jump to where one is gives the focus back, a jump elsewhere takes it there', async ({ browsers }) => {
  const alice = await writing(browsers)
  const { keyboard } = alice.page
  const jump = async (typed: string) => {
    await settingsButton(alice).focus()
    await keyboard.press('Control+k')
    await expect(alice.page.getByRole('combobox', { name: 'Jump to' })).toBeFocused()
    await keyboard.type(typed)
    await keyboard.press('Enter')
    await expect(dialog(alice, 'Jump to')).toBeHidden()
  }
  await jump('everyone')
  await expect(settingsButton(alice)).toBeFocused()
  await jump('alice')
  await expect(alice.page.getByRole('log', { name: 'Messages with alice' })).toBeVisible()
  await expect(box(alice)).toBeFocused()
})

/** Sets a recovery phrase by keyboard, from the dialog that is open. */
async function setPhrase(alice: Tab) {
  const { page } = alice
  const press = async (name: string) => {
    await page.getByRole('button', { name }).focus()
    await page.keyboard.press('Enter')
  }
  const list = page.getByRole('list', { name: 'Recovery phrase' })
  await expect(dialog(alice, 'Recovery phrase')).toBeVisible()
  await press('Show me the words')
  await expect(list).toBeFocused()
  await press('I have written them down')
  const fields = page.getByRole('textbox', { name: /^Word \d+$/ })
  await expect(fields.first()).toBeFocused()
  await press('Back to the words')
  await expect(list).toBeFocused()
  const words = await list.getByRole('listitem').allInnerTexts()
  await press('I have written them down')
  await expect(fields).toHaveCount(2)
  for (const field of await fields.all()) {
    const index = Number((await field.getAttribute('id'))?.replace('word-', ''))
    await field.fill(words[index] ?? '')
  }
  await page.keyboard.press('Enter')
  await expect(dialog(alice, 'Recovery phrase')).toBeHidden()
}

test('each step to a recovery phrase has the focus, and at the end it is back', async ({ browsers }) => {
  const alice = await writing(browsers)
  for (const name of ['Settings', 'Make a phrase']) {
    await alice.page.getByRole('button', { name }).focus()
    await alice.page.keyboard.press('Enter')
  }
  await setPhrase(alice)
  await expect(settingsButton(alice)).toBeFocused()
})

test('a phrase that was offered, once set, hands the focus on from the offer that is gone', async ({ browsers }) => {
  const alice = await writing(browsers)
  const { page } = alice
  await page.getByRole('button', { name: 'Write them down' }).focus()
  await page.keyboard.press('Enter')
  await setPhrase(alice)
  await expect(page.getByRole('button', { name: 'Write them down' })).toBeHidden()
  await expect(box(alice)).toBeFocused()
})

test('a button that goes with what it did hands the focus on', async ({ browsers }) => {
  await browsers.newTab({ name: 'bob' })
  const alice = await browsers.newTab({ endless: [NOTICE] })
  const { page } = alice
  const press = async (name: string) => {
    await page.getByRole('button', { name, exact: true }).focus()
    await page.keyboard.press('Enter')
  }
  await alice.tryName('bob')
  await press('This name is mine')
  await expect(page.getByRole('textbox', { name: 'Recovery phrase' })).toBeFocused()
  await press('Back')
  await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toBeFocused()

  await alice.signIn('alice')
  await press('Dismiss')
  await expect(alice.row('Everyone')).toBeFocused()

  const filter = page.getByRole('searchbox', { name: 'Filter conversations' })
  await filter.fill('bo')
  await press('Clear filter')
  await expect(filter).toBeFocused()
})
