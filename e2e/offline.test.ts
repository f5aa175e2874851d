import { CONNECTION_LOST, expect, test } from './fixtures.ts'
import { startServer } from './server.ts'

/** As if the server were on another machine: one on this machine needs no network. */
const remote = test.extend({
  launchOptions: [
    ({ launchOptions }, use) =>
      use({
        ...launchOptions,
        args: [...(launchOptions.args ?? []), '--host-resolver-rules=MAP chat.example 127.0.0.1'],
      }),
    { scope: 'worker' },
  ],
  server: async ({ serverOptions }, use, { parallelIndex }) => {
    // Below the ports that a system gives out.
    const port = 14_340 + parallelIndex
    const options = ['--https', '--origin', `https://chat.example:${port}`]
    const server = await startServer([...serverOptions, ...options], port)
    await use(server)
    await server.release()
  },
})
const device = { ignoreHTTPSErrors: true }

remote('a device without a network says so, and not that direct chats work', async ({ browsers, server }) => {
  browsers.allow(CONNECTION_LOST)
  const bob = await browsers.newTab({ name: 'bob', device })
  const { page, ...alice } = await browsers.newTab({ name: 'alice', device })
  await bob.signOut()
  await alice.expectOffline('bob')
  await alice.open('bob')
  const offline = alice.notices().filter({ hasText: 'You are offline. What you write is sent once you are back.' })
  const unreachable = alice.notices().filter({ hasText: 'Server unreachable. Direct chats still work.' })
  await server.kill()
  await expect(unreachable).toBeVisible()
  await page.context().setOffline(true)
  await expect(offline).toBeVisible()
  await expect(unreachable).toBeHidden()
  await alice.send('from the tunnel')
  await alice.expectMark('from the tunnel', 'Sending')
  await page.context().setOffline(false)
  await expect(unreachable).toBeVisible()
  await expect(offline).toBeHidden()
  await server.start()
  await alice.expectMark('from the tunnel', 'Stored')
})

remote('the sign-in form says so too, and does not ask about the server', async ({ browsers }) => {
  browsers.allow(CONNECTION_LOST)
  const { page, ...tab } = await browsers.newTab({ device })
  const offline = tab.notices().filter({ hasText: 'You are offline. Try again once you are back.' })
  await page.context().setOffline(true)
  await tab.tryName('alice')
  await expect(offline).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Server', exact: true })).toBeHidden()
  // It is why the sign-in failed, whatever has changed since.
  await page.context().setOffline(false)
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('alice2')
  await expect(offline).toBeVisible()
  await tab.signIn('alice')
})

test('a server on this machine that does not run is what is missing, not the network', async ({ browsers, server }) => {
  browsers.allow(CONNECTION_LOST)
  const alice = await browsers.newTab({ name: 'alice' })
  const { page, ...tab } = await browsers.newTab()
  await server.kill()
  await alice.page.context().setOffline(true)
  await page.context().setOffline(true)
  await expect(
    alice.notices().filter({ hasText: 'Server unreachable. What you write is sent once it is back.' }),
  ).toBeVisible()
  await tab.tryName('bob')
  await expect(tab.notices().filter({ hasText: `No chat server answers at ${server.url}.` })).toBeVisible()
})
