import { expect, test, type Browsers } from './fixtures.ts'
import type { Tab } from './tab.ts'

const OFF = '?peer-links=off'

/** Two windows of alice in one browser, the first of which leads, and bob elsewhere. */
async function twoTabs(browsers: Browsers, search = ''): Promise<Record<'first' | 'second' | 'bob', Tab>> {
  const first = await browsers.newTab({ name: 'alice', search })
  await expect(first.row('Everyone')).toBeVisible()
  const second = await browsers.newTab({ name: 'alice', search, beside: first })
  const bob = await browsers.newTab({ name: 'bob', search })
  for (const tab of [first, second]) await tab.expectOnline('bob')
  await bob.expectOnline('alice')
  return { first, second, bob }
}

/** How many tabs hold and await the lead of a person. */
function leaders(tab: Tab): Promise<{ held: number; pending: number }> {
  return tab.page.evaluate(async () => {
    const { held = [], pending = [] } = await navigator.locks.query()
    const count = (locks: readonly LockInfo[]) => locks.filter(({ name }) => name?.startsWith('vc:')).length
    return { held: count(held), pending: count(pending) }
  })
}

/** Counts what the page says to the server under that name. */
function countSent(tabs: readonly Tab[], event: string): () => number {
  let count = 0
  for (const { page } of tabs)
    page.on('websocket', (socket) =>
      socket.on('framesent', ({ payload }) => {
        if (String(payload).includes(`"${event}"`)) count++
      }),
    )
  return () => count
}

async function expectSignedOut(tab: Tab): Promise<void> {
  await expect(tab.page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible()
}

test('two tabs of one person show the same, both send, and one leads', async ({ browsers }) => {
  const { first, second, bob } = await twoTabs(browsers)
  await expect.poll(() => leaders(first)).toEqual({ held: 1, pending: 1 })
  for (const tab of [first, second]) await tab.open('bob')
  await bob.open('alice')

  await first.send('from the leader')
  await second.expectTexts(['from the leader'])
  await second.send('from the follower')
  await bob.send('an answer')
  for (const tab of [first, second]) {
    await tab.expectTexts(['from the leader', 'from the follower', 'an answer'])
    await tab.expectDelivered('from the leader')
    await tab.expectDelivered('from the follower')
  }
  await bob.expectTexts(['from the leader', 'from the follower', 'an answer'])
})

test('a tab says so when the one that has the connection is suspended, and only then', async ({ browsers }) => {
  const { first, second } = await twoTabs(browsers)
  const suspended = second.page.getByText('has the connection and does not answer')
  await second.open('bob')
  await second.page.getByRole('link', { name: 'Details', exact: true }).click()
  const devTools = await first.page.context().newCDPSession(first.page)
  await devTools.send('Debugger.enable')
  await devTools.send('Debugger.pause')
  await second.page.getByRole('button', { name: 'Block bob' }).click()
  await expect(suspended).toBeVisible({ timeout: 10_000 })
  await devTools.send('Debugger.disable')
  await expect(suspended).toBeHidden()
  await expect(second.page.getByRole('button', { name: 'Unblock bob' })).toBeVisible()
})

test('what both tabs post to Everyone stands in one order', async ({ browsers }) => {
  const { first, second, bob } = await twoTabs(browsers)
  for (const tab of [first, second, bob]) await tab.open('Everyone')
  await first.send('one')
  await second.expectTexts(['one'])
  await second.send('two')
  await first.expectTexts(['one', 'two'])
  await first.send('three')
  for (const tab of [first, second]) {
    await tab.expectTexts(['one', 'two', 'three'])
    for (const text of ['one', 'two', 'three']) await tab.expectMark(text, 'Delivered to 1 of 1')
  }
  await bob.expectTexts(['one', 'two', 'three'])
})

test('mail arrives once in each tab, and is acked and receipted once', async ({ browsers }) => {
  const { first, second, bob } = await twoTabs(browsers, OFF)
  const acks = countSent([first, second], 'mail:ack')
  const receipts = countSent([bob], 'receipt:ack')
  // Frames are counted of sockets that open from now on.
  for (const tab of [bob, second, first]) {
    await tab.page.reload()
    await tab.expectOnline(tab === bob ? 'alice' : 'bob')
  }
  await bob.open('alice')
  await bob.send('only once')
  await bob.expectMark('only once', 'Delivered from mailbox')
  for (const tab of [first, second]) await tab.expectUnread('bob', 1)
  await expect.poll(acks).toBe(1)
  await expect.poll(receipts).toBe(1)

  for (const tab of [first, second]) {
    await tab.open('bob')
    await tab.expectTexts(['only once'])
  }
  expect([acks(), receipts()]).toEqual([1, 1])
  await second.send('got it')
  for (const tab of [first, second]) await tab.expectMark('got it', 'Delivered from mailbox')
  await bob.expectTexts(['only once', 'got it'])
})

test('reading in one tab reads in the other', async ({ browsers }) => {
  const { first, second, bob } = await twoTabs(browsers)
  await bob.open('alice')
  await bob.send('read me')
  for (const tab of [first, second]) await tab.expectUnread('bob', 1)
  await second.open('bob')
  for (const tab of [first, second]) await tab.expectUnread('bob', 0)
})

test('a draft of one tab survives that the other one is looked at', async ({ browsers }) => {
  const { first, second } = await twoTabs(browsers)
  const box = ({ page }: Tab) => page.getByRole('textbox', { name: 'Message', exact: true })
  await first.open('bob')
  await first.send('sent before')
  await expect(first.message('sent before')).toBeVisible()
  await second.open('bob')
  await box(second).fill('begun in the second')
  await second.open('Everyone')
  await expect(second.row('bob')).toContainText('Draft: begun in the second')
  await expect(box(first)).toHaveValue('begun in the second')
  await box(first).focus()
  await first.open('Everyone')
  await expect(first.row('bob')).toContainText('Draft: begun in the second')
  await second.open('bob')
  await expect(box(second)).toHaveValue('begun in the second')
})

test('what is chosen in the settings of one tab holds in the other, and stays', async ({ browsers }) => {
  const { first, second } = await twoTabs(browsers)
  const theme = ({ page }: Tab) => page.locator('html')
  await first.page.getByRole('button', { name: 'Settings', exact: true }).click()
  await first.page.getByText('Dark', { exact: true }).click()
  await first.page.getByRole('checkbox', { name: 'Tell people when I have read' }).uncheck()
  await expect(theme(second)).toHaveAttribute('data-theme', 'dark')
  await second.page.getByRole('button', { name: 'Settings', exact: true }).click()
  await expect(second.page.getByRole('checkbox', { name: 'Tell people when I have read' })).not.toBeChecked()
  await second.page.getByRole('checkbox', { name: 'Sound' }).uncheck()
  await second.page.getByRole('checkbox', { name: 'Show others when I am typing' }).uncheck()
  await first.page.reload()
  await expect(theme(first)).toHaveAttribute('data-theme', 'dark')
  await first.page.getByRole('button', { name: 'Settings', exact: true }).click()
  for (const name of ['Tell people when I have read', 'Show others when I am typing', 'Sound'])
    await expect(first.page.getByRole('checkbox', { name })).not.toBeChecked()
})

test('when the leader is closed the other tab takes over, and mail flows on', async ({ browsers }) => {
  const { first, second, bob } = await twoTabs(browsers)
  await second.open('bob')
  await bob.open('alice')
  await first.page.close()
  await expect.poll(() => leaders(second)).toEqual({ held: 1, pending: 0 })
  await second.send('still here')
  await second.expectDelivered('still here')
  await bob.send('so am I')
  await second.expectTexts(['still here', 'so am I'])
  await bob.expectTexts(['still here', 'so am I'])
})

test('what the follower had just sent survives the leader', async ({ browsers }) => {
  const { first, second, bob } = await twoTabs(browsers)
  await second.open('bob')
  await bob.open('alice')
  const texts = ['one', 'two', 'three', 'four', 'five']
  for (const text of texts) await second.send(text)
  await first.page.close()
  await second.send('six')
  await bob.expectTexts([...texts, 'six'])
  await second.expectTexts([...texts, 'six'])
  for (const text of [...texts, 'six']) await second.expectDelivered(text)
})

test('a reload of the leader makes it the follower, and nothing is lost', async ({ browsers }) => {
  const { first, second, bob } = await twoTabs(browsers)
  for (const tab of [first, second]) await tab.open('bob')
  await bob.open('alice')
  await first.page.reload()
  await bob.send('after the reload')
  await first.send('from the new follower')
  for (const tab of [first, second]) {
    await expect(tab.log().getByRole('article')).toHaveCount(2)
    await expect(tab.message('after the reload')).toHaveCount(1)
  }
  await expect(bob.message('from the new follower')).toHaveCount(1)
  await expect
    .poll(async () => (await leaders(first)).held + (await leaders(first)).pending, { message: 'both take part' })
    .toBe(2)
})

test.describe('signing out in one tab signs out both', () => {
  for (const which of ['leader', 'follower'] as const)
    test(`in the ${which}`, async ({ browsers }) => {
      const { first, second, bob } = await twoTabs(browsers)
      const [here, there] = which === 'leader' ? [first, second] : [second, first]
      await here.signOut()
      await expectSignedOut(there)
      await bob.expectOffline('alice')
      await expect.poll(() => leaders(first)).toEqual({ held: 0, pending: 0 })

      await there.signInAgain()
      await bob.expectOnline('alice')
      await there.open('bob')
      await there.send('back')
      await there.expectDelivered('back')
    })
})

test('a tab that is older than another one offers to reload, and then goes on', async ({ browsers }) => {
  const { page, ...alice } = await browsers.newTab({ name: 'alice' })
  await alice.open('Everyone')
  await page.evaluate(() => {
    const channel = new BroadcastChannel(`vc:${location.origin}:alice`)
    channel.postMessage([{ tab: 'hello', version: 999 }])
    channel.close()
  })
  await expect(alice.notices().filter({ hasText: 'Another tab has a newer version' })).toBeVisible()
  await page.getByRole('button', { name: 'Reload', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Sign out', exact: true })).toBeVisible()
})

test('a tab whose person is forgotten in another one leaves to the sign-in page', async ({ browsers }) => {
  const { first, second, bob } = await twoTabs(browsers)
  await bob.open('alice')
  await bob.send('soon forgotten')
  await second.open('bob')
  await second.expectTexts(['soon forgotten'])
  await first.page.getByRole('button', { name: 'Settings', exact: true }).click()
  await first.page.getByRole('button', { name: 'Forget this browser' }).click()
  await first.page.getByRole('button', { name: 'Delete everything here' }).click()
  for (const { page } of [first, second]) {
    await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('')
    await expect(page.getByText('Known to this browser')).toBeHidden()
  }
  await second.page.reload()
  await expect(second.page.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('')
})
