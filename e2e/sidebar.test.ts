import { expect, test } from './fixtures.ts'
import type { Tab } from './tab.ts'

const rows = ({ page }: Tab) => page.getByRole('navigation', { name: 'Conversations' }).getByRole('link')
const filter = ({ page }: Tab) => page.getByRole('searchbox', { name: 'Filter conversations' })

test('a row shows the last message, when, and how many are unread; the newest conversation comes first', async ({
  browsers,
}) => {
  const alice = await browsers.newTab({ name: 'alice', device: { locale: 'en-GB' } })
  const bob = await browsers.newTab({ name: 'bob' })
  const carol = await browsers.newTab({ name: 'carol' })
  for (const tab of [bob, carol]) await tab.open('alice')
  await bob.send('from bob')
  await alice.expectUnread('bob', 1)
  await carol.send('from **carol**')
  await alice.expectUnread('carol', 1)
  await expect(alice.row('carol')).toContainText('from carol')
  await expect(alice.row('carol')).toContainText(/\d\d:\d\d/)
  await expect(rows(alice)).toContainText(['Everyone', 'carol', 'bob', 'alice'])
  await bob.send('from bob again')
  await alice.expectUnread('bob', 2)
  await expect(rows(alice)).toContainText(['Everyone', 'bob', 'carol', 'alice'])
  await alice.open('bob')
  await alice.expectUnread('bob', 0)
  await alice.send('an answer')
  await expect(alice.row('bob')).toContainText('You: an answer')
})

test('the filter finds names, Enter opens the first, Esc clears it', async ({ browsers }) => {
  await browsers.newTab({ name: 'bob' })
  await browsers.newTab({ name: 'carol' })
  const alice = await browsers.newTab({ name: 'alice' })
  await alice.expectOnline('bob')
  await alice.expectOnline('carol')
  await filter(alice).fill('CÁR')
  await expect(rows(alice)).toHaveCount(1)
  // What an input method takes for itself does neither.
  for (const key of ['Enter', 'Escape']) await filter(alice).dispatchEvent('keydown', { key, isComposing: true })
  await expect(filter(alice)).toHaveValue('CÁR')
  await expect(alice.page).toHaveURL(/#\/$|\/$/)
  await filter(alice).press('Enter')
  await expect(alice.page.getByRole('log', { name: 'Messages with carol' })).toBeVisible()
  // The key is no line break in the box that has the focus now.
  const box = alice.page.getByRole('textbox', { name: 'Message', exact: true })
  await expect(box).toBeFocused()
  await expect(box).toHaveValue('')
  // There before its words, which screen readers would else not hear.
  const none = alice.page.getByRole('navigation', { name: 'Conversations' }).getByRole('status')
  await expect(none).toBeEmpty()
  await filter(alice).fill('nobody')
  await expect(none).toHaveText('Nobody here is called “nobody”.')
  await filter(alice).press('Escape')
  await expect(filter(alice)).toHaveValue('')
  await expect(rows(alice)).toHaveCount(4)
})

test('the list is one tab stop; arrow keys go from row to row, and a row that moves up takes the focus along', async ({
  browsers,
}) => {
  const alice = await browsers.newTab({ name: 'alice', device: { viewport: { width: 1000, height: 500 } } })
  const { keyboard } = alice.page
  const [bob, carol, dave] = [
    await browsers.newTab({ name: 'bob' }),
    await browsers.newTab({ name: 'carol' }),
    await browsers.newTab({ name: 'dave' }),
  ]
  for (const tab of [carol, dave, bob]) {
    await tab.open('alice')
    await tab.send('hello')
    await expect(rows(alice).nth(1)).toContainText(tab === bob ? 'bob' : tab === carol ? 'carol' : 'dave')
  }
  await expect(rows(alice)).toContainText(['Everyone', 'bob', 'dave', 'carol', 'alice'])
  await filter(alice).focus()
  for (const [key, name] of [
    ['Tab', 'Everyone'],
    ['ArrowDown', 'bob'],
    ['End', 'alice'],
    ['ArrowDown', 'alice'],
    ['Home', 'Everyone'],
    ['End', 'alice'],
    ['ArrowUp', 'carol'],
  ] as const) {
    await keyboard.press(key)
    await expect(alice.row(name), key).toBeFocused()
  }
  await expect(alice.row('carol')).toHaveAttribute('tabindex', '0')
  await keyboard.press('Shift+Tab')
  await expect(filter(alice)).toBeFocused()
  await keyboard.press('Tab')
  await expect(alice.row('carol')).toBeFocused()

  await carol.send('and again')
  await expect(rows(alice)).toContainText(['Everyone', 'carol', 'bob', 'dave', 'alice'])
  await expect(alice.row('carol')).toBeFocused()
  await keyboard.press('Enter')
  await expect(alice.page.getByRole('log', { name: 'Messages with carol' })).toBeVisible()
  await alice.open('dave')
  await expect(alice.row('dave')).toHaveAttribute('tabindex', '0')
  await filter(alice).focus()
  await keyboard.press('Tab')
  await expect(alice.row('dave')).toBeFocused()

  await test.step('the row of the open conversation is in sight', async () => {
    await keyboard.press('Alt+ArrowDown')
    await expect(alice.row('alice')).toBeInViewport({ ratio: 1 })
    for (const name of ['dave', 'bob', 'carol', 'Everyone']) {
      await keyboard.press('Alt+ArrowUp')
      await expect(alice.row(name)).toBeInViewport({ ratio: 1 })
    }
  })
})

test('the avatar of a numbered name has the number', async ({ browsers }) => {
  await browsers.newTab({ name: 'pupil.12' })
  const alice = await browsers.newTab({ name: 'alice' })
  await expect(alice.row('pupil.12').locator('.disc')).toHaveText('p12')
  await expect(alice.row('alice').locator('.disc')).toHaveText('a')
})

test('the address names the conversation; back and forward work', async ({ browsers, server }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  const { page } = alice
  await alice.open('Everyone')
  await expect(page).toHaveURL(`${server.url}/#/everyone`)
  await expect(page).toHaveTitle('Everyone · Virtual Chat')
  await alice.open('alice')
  await page.goBack()
  await expect(page.getByRole('log', { name: 'Messages in Everyone' })).toBeVisible()
  await page.goForward()
  await expect(page.getByRole('log', { name: 'Messages with alice' })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('log', { name: 'Messages with alice' })).toBeVisible()
  await page.goto(`${server.url}/#/nobody`)
  await expect(page.getByText('Nobody here is called nobody')).toBeVisible()
})

test('muting a conversation keeps it out of the title', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  const bob = await browsers.newTab({ name: 'bob' })
  await alice.open('bob')
  await alice.page.getByRole('link', { name: 'Details', exact: true }).click()
  await alice.page.getByRole('button', { name: 'Mute' }).click()
  // The name tells what a press does; a state beside it would say the opposite.
  const unmute = alice.page.getByRole('button', { name: 'Unmute' })
  await expect(unmute).toBeVisible()
  expect(await unmute.getAttribute('aria-pressed')).toBeNull()
  await expect(alice.page.getByRole('img', { name: 'muted' })).toBeVisible()
  await alice.open('Everyone')
  await bob.open('alice')
  await bob.send('quietly')
  await alice.expectUnread('bob', 1)
  await expect(alice.page).toHaveTitle('Everyone · Virtual Chat')
})

test('with little height what is offered leaves the list its room, and comes after it', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice', device: { viewport: { width: 640, height: 280 } } })
  await expect(alice.row('Everyone')).toBeInViewport({ ratio: 1 })
  await expect(alice.row('alice')).toBeInViewport({ ratio: 1 })
  await alice.page.getByRole('button', { name: 'Not now' }).click()
  await expect(alice.page.getByRole('button', { name: 'Not now' })).toBeHidden()
  await expect(alice.page.getByRole('button', { name: 'Settings', exact: true })).toBeInViewport({ ratio: 1 })
})

test('at 400 % zoom nothing covers a row, signed out neither', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice', device: { viewport: { width: 320, height: 256 } } })
  const { page } = alice
  await alice.open('alice')
  await alice.send('a note')
  await alice.expectMark('a note', 'Delivered directly')
  await page.getByRole('button', { name: 'Back to conversations' }).click()
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible()
  for (const name of ['Everyone', 'alice']) {
    await alice.row(name).scrollIntoViewIfNeeded()
    const corners = await alice.row(name).evaluate((row) => {
      const { left, right, top, bottom } = row.getBoundingClientRect()
      const root = row.getRootNode() as ShadowRoot
      const at = (x: number, y: number) => root.elementFromPoint(x, y)?.closest('a') === row
      return [at((left + right) / 2, top + 4), at((left + right) / 2, bottom - 4)]
    })
    expect(corners, name).toEqual([true, true])
  }
})

test('what is written right after midnight has its time, not its date', async ({ browsers }) => {
  const alice = await browsers.newTab({ device: { locale: 'en-GB' } })
  await alice.page.clock.setFixedTime(new Date(2026, 4, 12, 23, 59, 50))
  await alice.signIn('alice')
  await alice.open('alice')
  await alice.page.clock.setFixedTime(new Date(2026, 4, 13, 0, 0, 10))
  await alice.send('happy birthday')
  await expect(alice.row('alice').getByRole('time')).toHaveText('00:00')
})

for (const width of [1280, 390, 320]) {
  test(`the longest name leaves the details their width, ${width} pixels wide`, async ({ browsers }) => {
    const name = 'mmmmmmmm-mmmmmmmm-mmmmmmmm-mmmmm'
    await browsers.newTab({ name })
    const { page, ...alice } = await browsers.newTab({ name: 'alice', device: { viewport: { width, height: 800 } } })
    await alice.open(name)
    await page.getByRole('link', { name: 'Details', exact: true }).click()
    const block = page.getByRole('button', { name: `Block ${name}` })
    await block.scrollIntoViewIfNeeded()
    // It may end between two pixels.
    await expect(block).toBeInViewport({ ratio: 0.95 })
    await expect(page.getByRole('button', { name: 'Close details' })).toBeInViewport({ ratio: 1 })
  })
}
