import { CONNECTION_LOST, expect, test } from './fixtures.ts'

test('a person signs in, out, and in again', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  await expect(alice.row('Everyone')).toBeVisible()
  await alice.signOut()
  await alice.page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(alice.row('Everyone')).toBeVisible()
})

test('a message reaches an open peer directly', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  const bob = await browsers.newTab({ name: 'bob' })
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
  await alice.expectMark('while the server was gone', 'Delivered from mailbox')
  await bob.open('alice')
  await bob.expectTexts(['while the server was gone'])
})
