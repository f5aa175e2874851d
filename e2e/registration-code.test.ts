import { expect, test } from './fixtures.ts'

const CODE = 'class-7b-2026'
test.use({ serverOptions: ['--registration-code', CODE] })

test('a new name needs the code of the server, from its link or typed', async ({ browsers, server }) => {
  const alice = await browsers.newTab({ search: `#code=${CODE}`, name: 'alice' })
  await expect(alice.row('Everyone')).toBeVisible()

  const bob = await browsers.newTab()
  const code = bob.page.getByRole('textbox', { name: 'Code for new names' })
  await expect(code).toBeHidden()
  await bob.tryName('bob')
  await expect(bob.page.getByRole('alert')).toContainText('New names need a code here')
  await expect(code).toBeFocused()
  await code.fill('class-7a-2026')
  await code.press('Enter')
  await expect(bob.page.getByRole('alert')).toContainText('That is not the code')
  await code.fill(` ${CODE} `)
  await bob.page.getByRole('button', { name: 'Sign in' }).click()
  await expect(bob.row('Everyone')).toBeVisible()
  await bob.expectOnline('alice')

  // Who has a name is not asked again.
  await bob.page.goto(server.url)
  await bob.expectOnline('alice')
  await bob.signOut()
  await bob.signInAgain()
  await expect(code).toBeHidden()
})

test('whoever came by the link passes on the code in it', async ({ browsers }) => {
  const device = { permissions: ['clipboard-read', 'clipboard-write'] }
  const { page, ...alice } = await browsers.newTab({ search: `#code=${CODE}`, name: 'alice', device })
  // The address of the page names the code no longer.
  await alice.open('Everyone')
  await page.getByRole('button', { name: 'Copy address' }).click()
  await expect(alice.notices().filter({ hasText: 'Address copied, with the code for new names.' })).toBeVisible()

  const bob = await browsers.newTab()
  await bob.page.goto('about:blank')
  await bob.page.goto(await page.evaluate(() => navigator.clipboard.readText()))
  await bob.signIn('bob')
  await alice.expectOnline('bob')
})

test('whoever came without the code copies the bare address', async ({ browsers, server }) => {
  const device = { permissions: ['clipboard-read', 'clipboard-write'] }
  const { page, ...alice } = await browsers.newTab({ device })
  await alice.tryName('alice')
  await page.getByRole('textbox', { name: 'Code for new names' }).fill(CODE)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('button', { name: 'Copy address' }).click()
  await expect(alice.notices().filter({ hasText: 'Address copied.' })).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`${server.url}/`)
})
