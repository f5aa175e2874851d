import type { Page } from '@playwright/test'
import { CONNECTION_LOST, expect, test } from './fixtures.ts'
import { FIRST_SIGN_IN, type Tab } from './tab.ts'

/** Makes a recovery phrase in the settings, confirms it, and gives the words. */
async function makePhrase({ page }: Tab): Promise<string> {
  await page.getByRole('button', { name: 'Settings', exact: true }).click()
  await page.getByRole('button', { name: 'Make a phrase' }).click()
  await page.getByRole('button', { name: 'Show me the words' }).click()
  await expect(page.getByRole('listitem').filter({ hasText: /^[a-z]+$/ })).toHaveCount(24)
  const words = await page
    .getByRole('listitem')
    .filter({ hasText: /^[a-z]+$/ })
    .allInnerTexts()
  await page.getByRole('button', { name: 'I have written them down' }).click()
  await expect(page.getByLabel(/^Word \d+$/)).toHaveCount(2)
  for (const field of await page.getByLabel(/^Word \d+$/).all()) {
    const label = (await field.getAttribute('id')) ?? ''
    await field.fill(words[Number(label.replace('word-', ''))]?.trim() ?? '')
  }
  await page.getByRole('button', { name: 'Set the phrase' }).click()
  await expect(page.getByRole('dialog')).toBeHidden()
  return words.map((word) => word.trim()).join(' ')
}

/** Opens the details of the conversation that is open, and reads the 60 digits. */
async function safetyNumber(page: Page): Promise<string> {
  await page.getByRole('link', { name: 'Details', exact: true }).click()
  const digits = page.getByText(/^\s*\d{5}(\s+\d{5}){11}\s*$/)
  await expect(digits).toBeVisible()
  return (await digits.innerText()).replaceAll(/\s/g, '')
}

/** Where the focus goes when the button that had it has done its work. */
const writing = ({ page }: Tab) => page.getByRole('textbox', { name: 'Message', exact: true })

async function claim(tab: Tab, name: string, phrase: string): Promise<void> {
  await tab.tryName(name)
  await tab.page.getByRole('button', { name: 'This name is mine' }).click()
  // As one may have written it down.
  const typed = phrase.toUpperCase().replaceAll(' ', '\n ')
  await tab.page.getByRole('textbox', { name: 'Recovery phrase' }).fill(typed)
  await tab.page.getByRole('button', { name: 'Claim the name' }).click()
}

test('both sides see one safety number; the verified mark survives a reload', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  const bob = await browsers.newTab({ name: 'bob' })
  await alice.open('bob')
  await bob.open('alice')
  const number = await safetyNumber(alice.page)
  expect(number).toHaveLength(60)
  expect(await safetyNumber(bob.page)).toBe(number)
  await alice.page.getByRole('button', { name: 'Mark as verified' }).click()
  await expect(alice.page.getByRole('img', { name: 'verified' })).toBeVisible()
  await alice.page.reload()
  await expect(alice.page.getByRole('img', { name: 'verified' })).toBeVisible()
  await alice.page.getByRole('button', { name: 'QR code' }).click()
  await expect(alice.page.getByRole('img', { name: 'Safety number as a QR code' })).toBeVisible()
})

test('a lost name comes back by its phrase, and contacts are asked before anything is sent', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  const bob = await browsers.newTab({ name: 'bob' })
  const phrase = await makePhrase(alice)
  await bob.open('alice')
  await bob.send('before')
  await bob.expectDelivered('before')
  await bob.page.getByRole('link', { name: 'Details', exact: true }).click()
  await bob.page.getByRole('button', { name: 'Mark as verified' }).click()
  await expect(bob.page.getByRole('img', { name: 'verified' })).toBeVisible()
  await alice.page.context().close()
  await bob.expectOffline('alice')
  await bob.send('to the lost key')
  await bob.expectMark('to the lost key', 'Stored')

  const other = await browsers.newTab()
  await claim(other, 'alice', phrase.replace(/^\w+/, 'bananas'))
  await expect(other.page.getByText('“bananas” is not one of the words')).toBeVisible()
  await other.page.getByRole('textbox', { name: 'Recovery phrase' }).fill(phrase)
  await other.page.getByRole('button', { name: 'Claim the name' }).click()
  await expect(other.page.getByRole('button', { name: 'Sign out', exact: true })).toBeVisible(FIRST_SIGN_IN)

  await bob.expectMark('to the lost key', 'Failed')
  await expect(bob.page.getByText('with their recovery phrase').first()).toBeVisible()
  await expect(bob.page.getByRole('img', { name: 'verified' })).toBeHidden()
  await bob.send('after')
  await bob.expectMark('after', 'Sending')
  await bob.page.getByRole('button', { name: 'Accept' }).click()
  await bob.expectDelivered('after')
  await bob.message('to the lost key').getByRole('button', { name: 'Retry' }).click()
  await expect(writing(bob)).toBeFocused()
  await bob.expectDelivered('to the lost key')
  await other.open('bob')
  await expect(other.message('after')).toHaveCount(1)
  await expect(other.message('to the lost key')).toHaveCount(1)
})

test('who lost a name to its phrase is told so, and claims it back on the page', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  const { page } = alice
  const phrase = await makePhrase(alice)
  await alice.open('alice')
  await alice.send('a note')
  const other = await browsers.newTab()
  await claim(other, 'alice', phrase)
  await expect(alice.notices().filter({ hasText: 'This name is in use somewhere else now' })).toBeVisible()

  const moved = alice.notices().filter({ hasText: 'moved to another browser with its recovery phrase' })
  const name = page.getByRole('textbox', { name: 'Name', exact: true })
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(moved).toBeVisible()
  await page.getByRole('button', { name: 'Use another name' }).click()
  await expect(name).toHaveValue('')
  await expect(moved).toBeHidden()

  await page.reload()
  await expect(name).toHaveValue('alice')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(moved).toBeVisible()
  await page.setViewportSize({ width: 320, height: 640 })
  await expect(page.getByRole('button', { name: 'This name is mine' })).toBeInViewport({ ratio: 1 })
  await page.getByRole('button', { name: 'This name is mine' }).click()
  const card = await page.locator('vc-recover').boundingBox()
  const words = page.getByRole('textbox', { name: 'Recovery phrase' })
  expect((await words.boundingBox())?.x).toBeGreaterThan(card?.x ?? Infinity)
  await words.fill(phrase)
  await page.getByRole('button', { name: 'Claim the name' }).click()
  await page.setViewportSize({ width: 1280, height: 720 })
  await alice.open('alice')
  await alice.expectTexts(['a note'])
  await expect(page.getByRole('button', { name: 'Sign out', exact: true })).toBeVisible()
})

test('two tabs that claim a name at once both have it, and keep it', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  const phrase = await makePhrase(alice)
  await alice.signOut()
  const first = await browsers.newTab()
  const both = [first, await browsers.newTab({ beside: first })]
  for (const tab of both) {
    await tab.tryName('alice')
    await tab.page.getByRole('button', { name: 'This name is mine' }).click()
    await tab.page.getByRole('textbox', { name: 'Recovery phrase' }).fill(phrase)
  }
  // At once: what one of them has done leads the other on.
  await Promise.all(
    both.map(({ page }) =>
      page.getByRole('button', { name: 'Claim the name' }).evaluate((it) => (it as HTMLElement).click()),
    ),
  )
  for (const { page } of both)
    await expect(page.getByRole('button', { name: 'Sign out', exact: true })).toBeVisible(FIRST_SIGN_IN)
  await first.signOut()
  await first.page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(first.page.getByRole('button', { name: 'Sign out', exact: true })).toBeVisible(FIRST_SIGN_IN)
})

test('another name after a sign-out begins with an empty field and no alarm', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  await alice.signOut()
  await alice.page.getByRole('button', { name: 'Use another name' }).click()
  await expect(alice.page.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('')
  await expect(alice.page.getByRole('status').filter({ hasText: 'You are signed out' })).toBeVisible()
  await expect(alice.page.getByRole('alert').filter({ hasText: /./ })).toHaveCount(0)
})

test('a phrase that is right but belongs to nobody of that name is refused', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  await makePhrase(alice)
  const bob = await browsers.newTab({ name: 'bob' })
  const phrase = await makePhrase(bob)
  const thief = await browsers.newTab()
  await claim(thief, ' Alice', phrase)
  await expect(thief.page.getByText(/alice belongs to a key/)).toBeVisible()
  await expect(thief.page.getByText('That recovery phrase belongs to another name.')).toBeVisible()
})

test('another key under a known name is compared, then accepted; nothing is sent before', async ({
  browsers,
  server,
}) => {
  browsers.allow(CONNECTION_LOST)
  const alice = await browsers.newTab({ name: 'alice' })
  const bob = await browsers.newTab({ name: 'bob' })
  await alice.open('bob')
  await alice.send('to bob')
  await alice.expectDelivered('to bob')
  await bob.page.context().close()
  await server.forget()
  const other = await browsers.newTab({ name: 'bob' })
  await expect(alice.notices().filter({ hasText: 'Server unreachable' })).toBeHidden({ timeout: 20_000 })
  await alice.expectOnline('bob')
  await other.open('alice')
  await other.send('trust me')
  await expect(alice.page.getByText('bob has another key now.')).toBeVisible()
  await other.expectDelivered('trust me')
  await expect(alice.message('trust me')).toHaveCount(0)
  await alice.send('for whom?')
  await alice.expectMark('for whom?', 'Sending')
  await alice.page.getByRole('link', { name: 'Compare' }).click()
  await expect(alice.page.getByText('Compare it with bob, face to face')).toBeVisible()
  await alice.page.getByRole('button', { name: 'Accept' }).click()
  await expect(writing(alice)).toBeFocused()
  await expect(alice.message('trust me')).toBeVisible()
  await expect(other.message('for whom?')).toBeVisible()
})
