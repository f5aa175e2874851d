import type { JSHandle } from '@playwright/test'
import { CONNECTION_LOST, expect, PATIENT, test } from './fixtures.ts'
import type { Tab } from './tab.ts'

/** How long a page may take to come back: the pauses between its tries grow up to 8 s. */
const RECONNECTED = { timeout: 20_000 }

/** Notes all that the line about the connection says from now on: some of it passes sooner than a test looks. */
function noteBanner({ page }: Tab): Promise<JSHandle<string[]>> {
  return page.locator('vc-connection-banner').evaluateHandle(({ shadowRoot }) => {
    const noted: string[] = []
    const note = () => noted.push(shadowRoot?.textContent ?? '')
    if (shadowRoot)
      new MutationObserver(note).observe(shadowRoot, { subtree: true, childList: true, characterData: true })
    return noted
  })
}

test('row 14: a server that does not answer is asked five times, then the page signs out by itself', async ({
  browsers,
  server,
}) => {
  browsers.allow(CONNECTION_LOST)
  const alice = await browsers.newTab({ name: 'alice' })
  await expect(alice.row('Everyone')).toBeVisible()
  const noted = await noteBanner(alice)
  server.freeze()
  await alice.page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await expect(alice.notices().filter({ hasText: 'The server did not answer' })).toBeVisible({ timeout: 15_000 })
  await expect(alice.page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible()
  // Each try lasts a second.
  const tries = (await noted.jsonValue()).flatMap((words) => /try \d of \d/.exec(words) ?? [])
  expect([...new Set(tries)]).toEqual([1, 2, 3, 4, 5].map((count) => `try ${count} of 5`))
  server.resume()
})

test('row 15: signing in again in the same page needs nothing typed', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  const bob = await browsers.newTab({ name: 'bob' })
  await alice.signOut()
  await bob.expectOffline('alice')
  await alice.signInAgain()
  await bob.expectOnline('alice')
})

test('row 16: signed out, history is readable and writing is off and says why', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  await alice.open('alice')
  await alice.send('a note')
  await alice.expectMark('a note', 'Delivered directly')
  await alice.signOut()
  await alice.expectTexts(['a note'])
  await expect(alice.notices().filter({ hasText: 'You are signed out' })).toBeVisible()
  await alice.page.getByRole('textbox', { name: 'Message', exact: true }).fill('too late')
  await expect(alice.page.getByRole('button', { name: 'Send', exact: true })).toBeDisabled()
  await alice.expectTexts(['a note'])
  await alice.send('/reg')
  await expect(alice.page.getByRole('button', { name: 'Sign out', exact: true })).toBeVisible()
})

test('row 16: signed out, no button promises what cannot be done', async ({ browsers }) => {
  const bob = await browsers.newTab({ name: 'bob' })
  const alice = await browsers.newTab({ name: 'alice' })
  const { page } = alice
  const button = (name: string) => page.getByRole('button', { name, exact: true })
  await bob.open('alice')
  await alice.open('bob')
  await alice.send('before')
  await expect(bob.message('before')).toBeVisible()
  await bob.page.getByRole('link', { name: 'Details', exact: true }).click()
  await bob.page.getByRole('button', { name: 'Block alice' }).click()
  await expect(bob.page.getByRole('button', { name: 'Unblock alice' })).toBeVisible()
  await alice.send('too late')
  await alice.expectMark('too late', 'Failed')
  await page.getByRole('link', { name: 'Details', exact: true }).click()
  const buttons = ['Retry', 'Mark as verified', 'Block bob'].map(button)
  for (const each of buttons) await expect(each).toBeEnabled()
  await alice.signOut()
  for (const each of buttons) await expect(each).toBeDisabled()
  await alice.signInAgain()
  for (const each of buttons) await expect(each).toBeEnabled()
})

test('row 18: a closed window is noticed at once, and its mail is there on return', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  const bob = await browsers.newTab({ name: 'bob', beside: alice })
  await alice.expectOnline('bob')
  await bob.page.close()
  await alice.expectOffline('bob')
  await alice.open('bob')
  await alice.send('you left')
  await alice.expectMark('you left', 'Stored')
  const again = await browsers.newTab({ name: 'bob', beside: alice })
  await again.open('alice')
  await again.expectTexts(['you left'])
  await alice.expectMark('you left', 'Delivered from mailbox')
})

test('row 18: a network that dies silently is noticed within 10 s', async ({ browsers, server }) => {
  browsers.allow(CONNECTION_LOST)
  const { page, ...alice } = await browsers.newTab()
  await page.clock.install()
  await page.reload()
  await alice.signIn('alice')
  // By the clock of the page, which a busy machine does not slow down. It jumps less far than silence is long.
  const died = await page.evaluate(() => Date.now())
  server.freeze()
  await page.clock.pauseAt(died + 4000)
  await page.clock.runFor(6000)
  await expect(alice.notices().filter({ hasText: 'Server unreachable' })).toBeVisible()
  await page.clock.resume()
  server.resume()
  await expect(alice.notices().filter({ hasText: 'Server unreachable' })).toBeHidden(RECONNECTED)
})

test('row 19: direct chats go on while the server is dead; after its restart all is as before', async ({
  browsers,
  server,
}) => {
  browsers.allow(CONNECTION_LOST)
  const alice = await browsers.newTab({ name: 'alice', search: PATIENT })
  const bob = await browsers.newTab({ name: 'bob', search: PATIENT })
  const carol = await browsers.newTab({ name: 'carol' })
  await carol.signOut()
  await alice.expectOffline('carol')
  await alice.open('carol')
  await alice.send('for later')
  await alice.expectMark('for later', 'Stored')
  await bob.open('alice')
  await alice.open('bob')
  await alice.send('before')
  await alice.expectMark('before', 'Delivered directly')

  await server.kill()
  const banner = 'Server unreachable. Direct chats still work.'
  await expect(alice.notices().filter({ hasText: banner })).toBeVisible()
  await alice.send('while it is dead')
  await alice.expectMark('while it is dead', 'Delivered directly')
  await bob.send('I hear you')
  await bob.expectMark('I hear you', 'Delivered directly')
  await alice.expectTexts(['before', 'while it is dead', 'I hear you'])
  // Of who is there, only the direct link tells.
  await expect(alice.row('bob')).toHaveAccessibleName('bob, online')
  await expect(alice.page.getByRole('main').getByText('online · direct')).toBeVisible()
  await expect(alice.row('Everyone')).toHaveAccessibleName('Everyone')
  await expect(alice.row('carol')).toHaveAccessibleName('carol, unknown while you are offline')
  await expect(alice.row('alice')).toHaveAccessibleName('alice, you, offline')
  await alice.open('Everyone')
  await expect(alice.page.getByRole('main').getByText('3 people', { exact: true })).toBeVisible()

  await server.start()
  for (const tab of [alice, bob]) {
    await expect(tab.notices().filter({ hasText: banner })).toBeHidden(RECONNECTED)
  }
  await alice.expectOnline('bob')
  await bob.expectOnline('alice')
  await carol.signInAgain()
  await carol.open('alice')
  await carol.expectTexts(['for later'])
})

test('the banner counts down to the next try; "Try now" does not wait for it', async ({ browsers, server }) => {
  browsers.allow(CONNECTION_LOST)
  const { page, ...alice } = await browsers.newTab()
  await page.clock.install()
  await page.reload()
  await alice.signIn('alice')
  await server.kill()
  const banner = alice.notices().filter({ hasText: 'Server unreachable' })
  await expect(banner).toBeVisible()
  // From here on time passes when the test says so. Pauses grow up to 8 s and are drawn by lot; a long one can be watched.
  await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 60_000)
  const passes = async (milliseconds: number) => {
    await page.clock.runFor(milliseconds)
    return page.locator('vc-connection-banner .countdown').textContent()
  }
  await expect.poll(() => passes(250), { intervals: [50], timeout: 40_000 }).toContain('Next try in 4 s')
  expect(await passes(1_000)).toContain('Next try in 3 s')
  // Nothing but the button leads to a try.
  await server.start()
  const dialed = page.waitForEvent('websocket')
  await page.getByRole('button', { name: 'Try now' }).dispatchEvent('click')
  await dialed
  await page.clock.resume()
  await expect(banner).toBeHidden()
})

test('what is written while server and peer are away goes out by itself afterwards', async ({ browsers, server }) => {
  browsers.allow(CONNECTION_LOST)
  const alice = await browsers.newTab({ name: 'alice' })
  const bob = await browsers.newTab({ name: 'bob' })
  await bob.signOut()
  await alice.expectOffline('bob')
  await server.kill()
  await expect(alice.notices().filter({ hasText: 'Server unreachable' })).toBeVisible()
  await alice.open('bob')
  await alice.send('kept here')
  await alice.expectMark('kept here', 'Sending')
  await server.start()
  await expect(alice.notices().filter({ hasText: 'Server unreachable' })).toBeHidden(RECONNECTED)
  await alice.expectMark('kept here', 'Stored')
})

test('a tab that is older than the server offers to reload, and then goes on', async ({ browsers, server }) => {
  browsers.allow(CONNECTION_LOST)
  const alice = await browsers.newTab({ name: 'alice' })
  let isNewer = false
  await alice.page.routeWebSocket(/socket\.io/, (socket) => {
    const toNewer = (message: string | Buffer) =>
      isNewer ? String(message).replace(/"protocolVersion":\d+/, '"protocolVersion":999') : message
    socket.connectToServer().onMessage((message) => socket.send(toNewer(message)))
  })
  // Only a page that comes after has its sockets routed.
  await alice.page.reload()
  await alice.open('Everyone')
  await alice.page.getByRole('textbox', { name: 'Message', exact: true }).fill('half a sentence')
  isNewer = true
  await server.restart()
  await expect(alice.notices().filter({ hasText: 'reload the page' })).toBeVisible(RECONNECTED)
  await expect(alice.page.getByRole('button', { name: 'Sign in', exact: true })).toBeHidden()
  isNewer = false
  await alice.page.getByRole('button', { name: 'Reload', exact: true }).click()
  await expect(alice.page.getByRole('button', { name: 'Sign out', exact: true })).toBeVisible()
  await expect(alice.page.getByRole('textbox', { name: 'Message', exact: true })).toHaveValue('half a sentence')
})

test('who was blocked without a server, never met before, is blocked when it is back', async ({ browsers, server }) => {
  browsers.allow(CONNECTION_LOST)
  const alice = await browsers.newTab({ name: 'alice' })
  await browsers.newTab({ name: 'bob' })
  await alice.expectOnline('bob')
  await server.kill()
  await expect(alice.notices().filter({ hasText: 'Server unreachable' })).toBeVisible()
  await alice.open('bob')
  await alice.page.getByRole('link', { name: 'Details', exact: true }).click()
  await alice.page.getByRole('button', { name: 'Block bob' }).click()
  await expect(alice.page.getByRole('status').filter({ hasText: 'bob will be blocked when it is back' })).toBeVisible()
  await server.start()
  await expect(alice.page.getByRole('button', { name: 'Unblock bob' })).toBeVisible(RECONNECTED)
})
