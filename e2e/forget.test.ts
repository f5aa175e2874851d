import { expect, test } from './fixtures.ts'
import { openSettings } from './open-settings.ts'

test('the question before forgetting comes into sight, and the focus goes with it and back', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice', device: { viewport: { width: 1280, height: 800 } } })
  const { page } = alice
  const forget = page.getByRole('button', { name: 'Forget this browser' })
  const keep = page.getByRole('button', { name: 'Keep it' })
  await openSettings(alice)
  await forget.focus()
  await page.keyboard.press('Enter')
  await expect(keep).toBeFocused()
  await expect(keep).toBeInViewport({ ratio: 1 })
  await expect(page.getByRole('button', { name: 'Delete everything here' })).toBeInViewport({ ratio: 1 })
  await page.keyboard.press('Enter')
  await expect(forget).toBeFocused()
})

test('a double click does not answer the question that comes to its place', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  const { page } = alice
  await openSettings(alice)
  const forget = page.getByRole('button', { name: 'Forget this browser' })
  await forget.click()
  // The second half of the double click, wherever this has come to.
  await page.getByRole('button', { name: 'Delete everything here' }).hover()
  await page.mouse.down({ clickCount: 2 })
  await page.mouse.up({ clickCount: 2 })
  await page.getByRole('button', { name: 'Keep it' }).click()
  await expect(forget).toBeFocused()
})

test('forgetting this browser takes everything away, after asking', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  await alice.open('alice')
  await alice.send('a secret')
  await alice.expectMark('a secret', 'Delivered directly')
  await openSettings(alice)
  await alice.page.getByRole('button', { name: 'Forget this browser' }).click()
  // Other names may be in this browser, and stay.
  await expect(alice.page.getByText('This deletes the key, all messages and all drafts of alice')).toBeVisible()
  await alice.page.getByRole('button', { name: 'Keep it' }).click()
  await alice.page.getByRole('button', { name: 'Forget this browser' }).click()
  await alice.page.getByRole('button', { name: 'Delete everything here' }).click()
  await expect(alice.page.getByRole('textbox', { name: 'Name', exact: true })).toBeVisible()
  await expect(alice.page.getByText('Known to this browser')).toBeHidden()
  const databases = await alice.page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name))
  expect(databases.filter((name) => name?.includes('alice'))).toEqual([])
})

test('forgetting says when something could not be deleted', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  await openSettings(alice)
  await alice.page.evaluate(() => {
    IDBFactory.prototype.deleteDatabase = () => {
      throw new DOMException('no', 'UnknownError')
    }
  })
  await alice.page.getByRole('button', { name: 'Forget this browser' }).click()
  await alice.page.getByRole('button', { name: 'Delete everything here' }).click()
  await expect(alice.page.getByRole('textbox', { name: 'Name', exact: true })).toBeVisible()
  await expect(alice.page.getByRole('status')).toContainText(['What this browser holds of alice could not be deleted.'])
  await expect(alice.page.getByRole('button', { name: 'Continue as alice' })).toBeVisible()
})

test('a name whose storage is damaged can be forgotten where it cannot sign in, and used again', async ({
  browsers,
}) => {
  const { page } = await browsers.newTab()
  await page.evaluate(() => {
    const { open, deleteDatabase } = IDBFactory.prototype
    let damaged = true
    IDBFactory.prototype.open = function (this: IDBFactory, name: string, version?: number) {
      if (damaged && name.startsWith('vc:')) throw new DOMException('damaged', 'DataError')
      return open.call(this, name, version)
    }
    IDBFactory.prototype.deleteDatabase = function (this: IDBFactory, name: string) {
      damaged = false
      return deleteDatabase.call(this, name)
    }
  })
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('alice')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByRole('alert')).toContainText('damaged')
  await page.getByRole('button', { name: 'Forget this browser' }).click()
  await page.getByRole('button', { name: 'Delete everything here' }).click()
  await expect(page.getByRole('button', { name: 'Forget this browser' })).toBeHidden()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('alice')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Sign out', exact: true })).toBeVisible()
})
