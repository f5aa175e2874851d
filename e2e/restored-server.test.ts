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

test('after the server was restored from a backup, Everyone has what was posted since', async ({
  browsers,
  server,
}) => {
  browsers.allow(CONNECTION_LOST)
  const alice = await browsers.newTab({ name: 'alice' })
  const bob = await browsers.newTab({ name: 'bob' })
  const carol = await browsers.newTab({ name: 'carol' })
  await carol.signOut()
  for (const tab of [alice, bob]) await tab.open('Everyone')
  await alice.send('before')
  await bob.expectTexts(['before'])
  const restore = await server.backUp()
  await alice.send('lost')
  await bob.expectTexts(['before', 'lost'])
  await bob.signOut()
  await restore()
  await alice.expectOffline('bob')
  await alice.send('after')
  await alice.expectMark('after', 'Delivered to 0 of 2')
  // What bob holds is a place that the new log has for something else.
  await bob.signInAgain()
  await bob.expectTexts(['before', 'lost', 'after'])
  await carol.signInAgain()
  await carol.open('Everyone')
  await carol.expectTexts(['before', 'lost', 'after'])
  await alice.expectMark('lost', 'Delivered to 2 of 2')
})
