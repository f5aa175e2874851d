import type { Locator } from '@playwright/test'
import { expect, NOTICE, test } from './fixtures.ts'

test('row 2: the form takes a name, and another server under "Other server"', async ({ browsers, server }) => {
  const tab = await browsers.newTab()
  await tab.page.getByText('Other server').click()
  await tab.page.getByRole('textbox', { name: 'Server', exact: true }).fill(server.url)
  await tab.signIn('alice')
  await expect(tab.row('Everyone')).toBeVisible()
})

test('row 4: the first and a later sign-in are told apart', async ({ browsers }) => {
  const tab = await browsers.newTab({ name: 'alice', endless: [NOTICE] })
  await expect(tab.notices().filter({ hasText: 'Welcome, alice' })).toBeVisible()
  await tab.signOut()
  await tab.signInAgain()
  await expect(tab.notices().filter({ hasText: 'Welcome back, alice' })).toBeVisible()
})

test('the welcome goes when one goes elsewhere, and with the session; in a second tab the name is not claimed', async ({
  browsers,
}) => {
  // By itself it never goes.
  const tab = await browsers.newTab({ name: 'alice', endless: [NOTICE] })
  const welcome = tab.notices().filter({ hasText: 'Welcome' })
  await expect(welcome).toBeVisible()
  await tab.open('Everyone')
  await expect(welcome).toBeHidden()
  await tab.signOut()
  await tab.signInAgain()
  await expect(welcome).toBeVisible()
  await tab.signOut()
  await expect(welcome).toBeHidden()
  await tab.signInAgain()
  const second = await browsers.newTab({ name: 'alice', beside: tab, endless: [NOTICE] })
  await expect(second.notices().filter({ hasText: 'Welcome' })).toContainText('Welcome back, alice.')
})

test('row 5: a name belongs to whoever claimed it first', async ({ browsers }) => {
  const owner = await browsers.newTab({ name: 'alice' })
  const thief = await browsers.newTab()
  await thief.tryName('ALICE')
  await expect(thief.notices().filter({ hasText: 'belongs to somebody else' })).toBeVisible()
  await thief.tryName('a1ice')
  await expect(thief.notices().filter({ hasText: 'looks too much like one that is taken' })).toBeVisible()
  const bob = await browsers.newTab({ name: 'bob' })
  await bob.expectOnline('alice')
  await owner.expectOnline('bob')
})

test('row 6: every open page shows everyone known, online or offline', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  const bob = await browsers.newTab({ name: 'bob' })
  const carol = await browsers.newTab({ name: 'carol' })
  for (const [tab, others] of [
    [alice, ['bob', 'carol']],
    [bob, ['alice', 'carol']],
    [carol, ['alice', 'bob']],
  ] as const)
    for (const other of others) await tab.expectOnline(other)
  await bob.signOut()
  for (const tab of [alice, carol]) await tab.expectOffline('bob')
  const dave = await browsers.newTab({ name: 'dave' })
  await dave.expectOffline('bob')
  await alice.expectOnline('dave')
})

test('a reload keeps the person of the tab; two tabs of one browser are two people', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  const bob = await browsers.newTab({ name: 'bob', beside: alice })
  await alice.page.reload()
  await alice.expectOnline('bob')
  await bob.expectOnline('alice')
  await bob.page.reload()
  await alice.expectOnline('bob')
  await bob.expectOnline('alice')
})

test('row 11: a reload calls no server lost that was not tried, and tells of the letters that wait', async ({
  browsers,
  server,
}) => {
  // A connection that is not answered within 4.5 s is given up.
  const alice = await browsers.newTab({ name: 'alice', endless: [4500, NOTICE] })
  const bob = await browsers.newTab({ name: 'bob' })
  await alice.page.goto('about:blank')
  await bob.expectOffline('alice')
  await bob.open('alice')
  await bob.send('for your return')
  await bob.expectMark('for your return', 'Stored')

  let answer = () => {}
  const answered = new Promise<void>((resolve) => (answer = resolve))
  await alice.page.routeWebSocket(/socket\.io/, (socket) => answered.then(() => void socket.connectToServer()))
  await alice.page.goto(server.url)
  await expect(alice.notices().filter({ hasText: 'Signing in as alice' })).toBeVisible()
  await expect(alice.row('Everyone')).toBeVisible()
  await expect(alice.notices().filter({ hasText: 'Server unreachable' })).toHaveCount(0)
  answer()
  await expect(alice.notices().filter({ hasText: 'Welcome back, alice. You have 1 message waiting.' })).toBeVisible()
})

test('row 15: a reload after a sign-out leaves the name in the form', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  await alice.signOut()
  await alice.page.reload()
  await expect(alice.page.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('alice')
  await alice.signInAgain()
})

test.describe('a browser without', () => {
  // Without an identity there is nothing to keep the database open for.
  for (const [missing, closed] of [
    ['Ed25519', 1],
    ['X25519', 0],
  ] as const)
    test(`${missing} is told that it cannot make the keys, and the form stays usable`, async ({ browsers }) => {
      const { page, ...tab } = await browsers.newTab()
      await page.addInitScript((name) => {
        const { close } = IDBDatabase.prototype
        IDBDatabase.prototype.close = function (this: IDBDatabase) {
          document.documentElement.dataset['closed'] = this.name
          close.call(this)
        }
        const { generateKey } = SubtleCrypto.prototype
        const refuse = (...[algorithm, ...rest]: Parameters<SubtleCrypto['generateKey']>) =>
          typeof algorithm !== 'string' && algorithm.name === name
            ? Promise.reject(new DOMException('Algorithm: Unrecognized name', 'NotSupportedError'))
            : generateKey.call(crypto.subtle, algorithm, ...rest)
        SubtleCrypto.prototype.generateKey = refuse as SubtleCrypto['generateKey']
      }, missing)
      await page.reload()
      await tab.tryName('alice')
      await expect(tab.notices().filter({ hasText: 'This browser cannot make the keys' })).toBeVisible()
      await expect(tab.notices().filter({ hasText: 'The server refused' })).toHaveCount(0)
      await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeEnabled()
      await expect(page.locator('html[data-closed$=":alice"]')).toHaveCount(closed)
    })
})

test('the form offers the names of this browser', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  const tab = await browsers.newTab({ beside: alice })
  const known = tab.page.getByRole('button', { name: /alice/ })
  await expect(known).toBeVisible()
  // The same person has the same colour inside and outside.
  const colour = (avatar: Locator) => avatar.locator('.disc').evaluate((disc) => getComputedStyle(disc).backgroundColor)
  expect(await colour(known)).toBe(await colour(alice.row('alice')))
})
