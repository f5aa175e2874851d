import { expect, PATIENT, test } from './fixtures.ts'
import type { Tab } from './tab.ts'

/** Nothing answers there. */
const RELAY = '[{"urls":["turn:127.0.0.1:9"],"username":"chat","credential":"secret"}]'

/** Chooses which direct connections there are to be. */
async function choose({ page }: Tab, choice: string, meaning: string): Promise<void> {
  await page.getByRole('button', { name: 'Settings', exact: true }).click()
  const box = page.getByRole('combobox', { name: 'Direct connections' })
  await box.selectOption(choice)
  await expect(box).toHaveAccessibleDescription(new RegExp(meaning))
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
}

const settingOf = async (tab: Tab) => {
  await tab.page.getByRole('button', { name: 'Settings', exact: true }).click()
  return tab.page.getByRole('combobox', { name: 'Direct connections' }).locator('option:checked')
}

test('never a direct connection: open ones end, and messages go through the mailbox, until they may again', async ({
  browsers,
}) => {
  const alice = await browsers.newTab({ name: 'alice', search: PATIENT })
  const bob = await browsers.newTab({ name: 'bob', search: PATIENT })
  await alice.open('bob')
  await alice.send('straight')
  await alice.expectMark('straight', 'Delivered directly')
  await expect(alice.way('direct')).toBeVisible()
  await choose(alice, 'Never', 'The server sees your network address; other people do not')
  await expect(alice.way('through the mailbox')).toBeVisible()
  await alice.send('roundabout')
  await alice.expectMark('roundabout', 'Delivered from mailbox')
  await alice.page.reload()
  await expect(alice.row('bob')).toBeVisible()
  await bob.open('alice')
  await bob.send('to one who hides')
  await bob.expectMark('to one who hides', 'Delivered from mailbox')
  await choose(alice, 'When possible', 'Anybody signed in here')
  await alice.open('bob')
  await alice.send('straight again')
  await alice.expectMark('straight again', 'Delivered directly')
})

test('only through a relay: where the server names none the setting says so, and messages go through the mailbox', async ({
  browsers,
}) => {
  const alice = await browsers.newTab({ name: 'alice', search: PATIENT })
  const bob = await browsers.newTab({ name: 'bob', search: PATIENT })
  await choose(alice, 'Only through a relay', 'This server names no relay, so messages go through its mailbox')
  await alice.open('bob')
  await alice.send('roundabout')
  await alice.expectMark('roundabout', 'Delivered from mailbox')
  await bob.open('alice')
  await expect(bob.message('roundabout')).toBeVisible()
})

test('what is chosen holds in the other tabs of the browser too', async ({ browsers }) => {
  const bob = await browsers.newTab({ name: 'bob', search: PATIENT })
  const alice = await browsers.newTab({ name: 'alice', search: PATIENT })
  const beside = await browsers.newTab({ name: 'carol', beside: alice })
  await bob.open('alice')
  await bob.send('straight')
  await bob.expectMark('straight', 'Delivered directly')
  await choose(beside, 'Never', 'mailbox')
  await alice.open('bob')
  await expect(alice.way('through the mailbox')).toBeVisible()
  await expect(await settingOf(alice)).toHaveText('Never')
})

test('what could not be stored holds in its tab, whatever else another tab stores, until all is cleared', async ({
  browsers,
}) => {
  const alice = await browsers.newTab({ name: 'alice' })
  const beside = await browsers.newTab({ name: 'carol', beside: alice })
  await alice.page.evaluate(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException('The quota has been exceeded.', 'QuotaExceededError')
    }
  })
  await choose(alice, 'Never', 'mailbox')
  await beside.page.getByRole('button', { name: 'Settings', exact: true }).click()
  await beside.page.getByRole('radio', { name: 'Dark' }).check()
  await expect(alice.page.locator('html')).toHaveAttribute('data-theme', 'dark')
  const setting = await settingOf(alice)
  await expect(setting).toHaveText('Never')
  await beside.page.evaluate(() => localStorage.clear())
  await expect(setting).toHaveText('When possible')
})

test.describe('with a relay that does not answer', () => {
  test.use({ serverOptions: ['--ice-servers', RELAY] })

  test('only through a relay: no address of this browser leaves the page', async ({ browsers }) => {
    const bob = await browsers.newTab({ name: 'bob', search: '?ack-timeout=2000' })
    const alice = await browsers.newTab({ search: '?ack-timeout=2000' })
    const signals: string[] = []
    alice.page.on('websocket', (socket) =>
      socket.on('framesent', ({ payload }) => {
        if (typeof payload === 'string' && payload.includes('signal:send')) signals.push(payload)
      }),
    )
    await alice.page.reload()
    await alice.signIn('alice')
    await choose(alice, 'Only through a relay', 'The relay and the server see your network address')
    await alice.open('bob')
    await alice.send('roundabout')
    await alice.expectMark('roundabout', 'Delivered from mailbox')
    await bob.open('alice')
    await bob.send('to one who hides')
    await bob.expectMark('to one who hides', 'Delivered from mailbox')
    const typesOf = (said: readonly string[]) => new Set(said.join().match(/ typ \w+/g))
    expect(signals.join()).toContain('offer')
    expect(typesOf(signals)).toEqual(new Set())
    await choose(alice, 'When possible', 'Anybody signed in here')
    await alice.send('more')
    await alice.expectDelivered('more')
    await expect.poll(() => typesOf(signals)).toContain(' typ host')
  })
})

test('a link that a relay carries is called so, and called direct when it is', async ({ browsers }) => {
  const bob = await browsers.newTab({ name: 'bob', search: PATIENT })
  const alice = await browsers.newTab({ search: PATIENT })
  // Browser and network choose the way: here the browser says that it is a relay, for as long as the page is marked.
  await alice.page.addInitScript(() => {
    const { getStats } = RTCPeerConnection.prototype
    const told = async function (this: RTCPeerConnection) {
      const stats = await getStats.call(this)
      if (document.documentElement.dataset['relayed'] === undefined) return stats
      const changed = new Map<string, unknown>()
      stats.forEach((stat: { id: string; candidateType?: string }) =>
        changed.set(stat.id, stat.candidateType ? { ...stat, candidateType: 'relay' } : stat),
      )
      return changed
    }
    RTCPeerConnection.prototype.getStats = told
  })
  await alice.page.reload()
  await alice.signIn('alice')
  await alice.page.locator('html').evaluate((html) => (html.dataset['relayed'] = ''))
  await alice.open('bob')
  await alice.send('roundabout')
  await alice.expectMark('roundabout', 'Delivered directly')
  const relayed = alice.page.getByRole('main').getByText('through a relay', { exact: true })
  await expect(relayed).toBeVisible()
  await alice.page.getByRole('link', { name: 'Details', exact: true }).click()
  await expect(alice.page.getByText(/^\s*Through a relay to bob’s browser, since/)).toBeVisible()
  await bob.open('alice')
  await expect(bob.way('direct')).toBeVisible()
  await alice.page.locator('html').evaluate((html) => delete html.dataset['relayed'])
  await expect(alice.way('direct')).toBeVisible()
  await expect(relayed).toBeHidden()
})
