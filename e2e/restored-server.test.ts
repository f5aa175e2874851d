import { CONNECTION_LOST, test } from './fixtures.ts'

test('after the server was restored from a backup, what was stored since is stored again', async ({
  browsers,
  server,
}) => {
  browsers.allow(CONNECTION_LOST)
  const alice = await browsers.newTab({ name: 'alice' })
  const bob = await browsers.newTab({ name: 'bob' })
  await bob.signOut()
  const restore = await server.backUp()
  await alice.open('bob')
  await alice.send('since the backup')
  await alice.expectMark('since the backup', 'Stored')
  await restore()
  await alice.expectOffline('bob')
  await bob.signInAgain()
  await bob.open('alice')
  await bob.expectTexts(['since the backup'])
  await alice.expectMark('since the backup', 'Delivered from mailbox')
})
