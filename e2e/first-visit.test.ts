import { CONNECTION_LOST, expect, PATIENT, test } from './fixtures.ts'

test('while the page loads on a slow network it says so', async ({ browsers, server }) => {
  const { page } = await browsers.newTab()
  const loading = page.getByText('Virtual Chat is loading…')
  await expect(loading).toBeHidden()
  let answer = () => {}
  const answered = new Promise<void>((resolve) => (answer = resolve))
  await page.route('**/*.js', async (route) => {
    await answered
    await route.continue()
  })
  await page.goto(server.url, { waitUntil: 'commit' })
  await expect(loading).toBeVisible()
  answer()
  await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toBeVisible()
  await expect(loading).toBeHidden()
})

test('a person signs in, out, and in again', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  await expect(alice.row('Everyone')).toBeVisible()
  await alice.signOut()
  await alice.page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(alice.row('Everyone')).toBeVisible()
})

test('a message reaches an open peer directly', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice', search: PATIENT })
  const bob = await browsers.newTab({ name: 'bob', search: PATIENT })
  await alice.expectOnline('bob')
  await alice.open('bob')
  await alice.send('hello bob')
  await alice.expectMark('hello bob', 'Delivered directly')
  await bob.expectUnread('alice', 1)
  await bob.open('alice')
  await bob.expectTexts(['hello bob'])
})

test('a server that is killed comes back with everybody', async ({ browsers, server }) => {
  browsers.allow(CONNECTION_LOST)
  const alice = await browsers.newTab({ name: 'alice', search: '?peer-links=off' })
  const bob = await browsers.newTab({ name: 'bob', search: '?peer-links=off' })
  await alice.open('bob')
  await server.kill()
  await alice.send('while the server was gone')
  await server.start()
  // The pauses between their tries grow up to 8 s.
  for (const tab of [alice, bob])
    await expect(tab.notices().filter({ hasText: 'Server unreachable' })).toBeHidden({ timeout: 20_000 })
  await alice.expectMark('while the server was gone', 'Delivered from mailbox')
  await bob.open('alice')
  await bob.expectTexts(['while the server was gone'])
})
