import { expect, test } from './fixtures.ts'

test('a blocked person gets no further, until unblocked in the settings', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  const bob = await browsers.newTab({ name: 'bob' })
  await alice.open('bob')
  await alice.page.getByRole('link', { name: 'Details', exact: true }).click()
  await alice.page.getByRole('button', { name: 'Block bob' }).click()
  await expect(alice.page.getByRole('button', { name: 'Unblock bob' })).toBeVisible()
  await bob.open('alice')
  await bob.send('can you hear me')
  await bob.expectMark('can you hear me', 'Failed')
  await expect(alice.message('can you hear me')).toHaveCount(0)

  await alice.page.getByRole('button', { name: 'Settings', exact: true }).click()
  await alice.page.getByRole('list', { name: 'Blocked people' }).getByRole('button', { name: 'Unblock bob' }).click()
  await expect(alice.page.getByText('Nobody. Block somebody in the details of a chat.')).toBeVisible()
  await expect(alice.page.getByLabel('Show others when I am typing')).toBeFocused()
  await alice.page.keyboard.press('Escape')
  await bob.message('can you hear me').getByRole('button', { name: 'Retry' }).click()
  await expect(alice.message('can you hear me')).toHaveCount(1)
})

test('a block shows wherever one looks for the person, and a message that failed is not shown as sent', async ({
  browsers,
}) => {
  const alice = await browsers.newTab({ name: 'alice' })
  const bob = await browsers.newTab({ name: 'bob' })
  const { page } = alice
  await alice.open('bob')
  await page.getByRole('link', { name: 'Details', exact: true }).click()
  await page.getByRole('button', { name: 'Block bob' }).click()
  await expect(alice.row('bob')).toHaveAccessibleName(/^bob, online, blocked/)
  await expect(alice.row('bob')).toContainText('Blocked')
  await expect(page.getByRole('main').getByText('Blocked', { exact: true })).toBeVisible()
  await expect(page.getByText('Not at all: you blocked bob.')).toBeVisible()
  await expect(page.getByText('You blocked bob', { exact: true })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Unblock bob' })).toHaveAccessibleDescription(/in Everyone/)

  await bob.open('alice')
  await bob.send('are you there?')
  await bob.expectMark('are you there?', 'Failed')
  await expect(bob.row('alice')).toContainText('Failed: are you there?')
  await expect(bob.row('alice')).toHaveAccessibleDescription('Failed: are you there?')

  await page.getByRole('button', { name: 'Unblock', exact: true }).click()
  await expect(page.getByRole('textbox', { name: 'Message', exact: true })).toBeFocused()
  await expect(page.getByRole('button', { name: 'Block bob' })).toBeVisible()
  await expect(alice.row('bob')).not.toContainText('Blocked')
})
