import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { turn } from './switches.ts'
import type { Tab } from './tab.ts'

const box = ({ page }: Tab) => page.getByRole('textbox', { name: 'Message', exact: true })
const faviconOf = (page: Page) => page.locator('link[rel=icon]')

/** Returns what the row has said of typing since. A message ends the sign, so it has to be looked for all the time. */
async function noteTyping(tab: Tab, conversation: string): Promise<() => Promise<string[]>> {
  const seen = await tab.row(conversation).evaluateHandle((row) => {
    const noted: string[] = []
    const observer = new MutationObserver(() => noted.push(row.textContent ?? ''))
    observer.observe(row, { subtree: true, childList: true, characterData: true })
    return noted
  })
  return async () => (await seen.jsonValue()).filter((words) => words.includes('typing…'))
}

test('typing shows in the header and the sidebar, unless switched off', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  const bob = await browsers.newTab({ name: 'bob' })
  await alice.open('bob')
  await bob.open('alice')
  // Each sign of it is shown for 5 s, so bob goes on until both were seen.
  for (const place of [alice.row('bob'), alice.page.getByRole('main')]) {
    const shown = async () => {
      await box(bob).press('m')
      return place.getByText('typing…').isVisible()
    }
    await expect.poll(shown).toBe(true)
  }
  await bob.send('done')
  await expect(alice.message('done')).toBeVisible()
  // By itself the sign goes after 5 s.
  await expect(alice.row('bob')).not.toContainText('typing…', { timeout: 3000 })

  await turn(bob, 'Show others when I am typing')
  const typing = await noteTyping(alice, 'bob')
  await box(bob).pressSequentially('secretly')
  await bob.send('sent')
  await expect(alice.row('bob')).toContainText('sent')
  expect(await typing()).toEqual([])
})

test('nobody sees the typing of who has blocked them', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  const bob = await browsers.newTab({ name: 'bob' })
  await bob.open('Everyone')
  await alice.open('bob')
  await alice.page.getByRole('link', { name: 'Details', exact: true }).click()
  await alice.page.getByRole('button', { name: 'Block bob' }).click()
  const unblock = alice.page.getByRole('button', { name: 'Unblock', exact: true })
  await expect(unblock).toBeVisible()
  const typing = await noteTyping(bob, 'alice')
  await box(alice).pressSequentially('not for bob')
  await unblock.click()
  await expect(unblock).toBeHidden()
  await box(alice).press('Enter')
  await expect(bob.row('alice')).toContainText('not for bob')
  expect(await typing()).toEqual([])
})

test('the sender sees that it was read, unless the reader does not tell', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  const bob = await browsers.newTab({ name: 'bob' })
  await alice.open('bob')
  await alice.send('read this')
  await alice.expectDelivered('read this')
  await expect(alice.message('read this').getByRole('img', { name: 'Read', exact: true })).toBeHidden()
  await bob.open('alice')
  await expect(alice.message('read this').getByRole('img', { name: 'Read', exact: true })).toBeVisible()

  await turn(bob, 'Tell people when I have read their messages')
  await alice.send('and this')
  await bob.expectTexts(['read this', 'and this'])
  await bob.send('I did')
  await expect(alice.message('I did')).toBeVisible()
  await expect(alice.message('and this').getByRole('img', { name: 'Read', exact: true })).toBeHidden()
})

test('last seen, and unread messages in title and icon', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  const bob = await browsers.newTab({ name: 'bob' })
  await bob.open('alice')
  await bob.send('one')
  await bob.send('two')
  await expect(alice.page).toHaveTitle('(2) Virtual Chat')
  await expect(faviconOf(alice.page)).toHaveAttribute('href', '/favicon-unread.svg')
  await alice.open('bob')
  await expect(alice.page).toHaveTitle('bob · Virtual Chat')
  await expect(faviconOf(alice.page)).toHaveAttribute('href', '/favicon.svg')
  await bob.signOut()
  await expect(alice.page.getByText('offline, last seen just now')).toBeVisible()
})

test('notifications are offered when somebody has written, asked for on a click, and shown while away', async ({
  browsers,
}) => {
  const alice = await browsers.newTab()
  const bob = await browsers.newTab({ name: 'bob' })
  await alice.page.addInitScript(() => {
    const shown: string[] = []
    class Told extends EventTarget {
      static permission = 'default'
      static asked = 0
      static async requestPermission() {
        Told.asked += 1
        Told.permission = 'granted'
        return Promise.resolve('granted')
      }
      constructor(title: string, { body }: { body: string }) {
        super()
        shown.push(`${title}: ${body}`)
      }
      close() {}
    }
    Reflect.set(window, 'Notification', Told)
    Reflect.set(window, 'shown', shown)
    Object.defineProperty(document, 'hasFocus', { value: () => false })
  })
  await alice.page.reload()
  await alice.signIn('alice')
  const offer = alice.page.getByRole('button', { name: 'Notify me' })
  await expect(alice.row('Everyone')).toBeVisible()
  await expect(offer).toBeHidden()
  await bob.open('alice')
  await bob.send('are you there?')
  await expect(offer).toBeVisible()
  const asked = () => alice.page.evaluate(() => Reflect.get(Notification, 'asked') as number)
  expect(await asked()).toBe(0)
  await offer.click()
  await expect(offer).toBeHidden()
  expect(await asked()).toBe(1)
  await expect
    .poll(async () => {
      await bob.send('**now** I write')
      return alice.page.evaluate(() => Reflect.get(window, 'shown') as string[])
    })
    .toContain('bob: now I write')
})

test('a recovery phrase is offered once, quietly', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  await expect(alice.page.getByText('24 words bring it back')).toBeVisible()
  await alice.page.getByRole('button', { name: 'Write them down' }).click()
  await alice.page.getByRole('button', { name: 'Show me the words' }).click()
  const words = alice.page.getByRole('list', { name: 'Recovery phrase' })
  await expect(words).toBeVisible()
  // They are shown this once: only Esc and the button close them.
  await alice.page.mouse.click(5, 5)
  await alice.page.getByRole('button', { name: 'I have written them down' }).click()
  await alice.page.getByRole('button', { name: 'Back to the words' }).click()
  await expect(words).toBeVisible()
  await alice.page.keyboard.press('Escape')
  await expect(words).toBeHidden()
  await alice.page.getByRole('button', { name: 'Not now' }).click()
  await expect(alice.page.getByText('24 words bring it back')).toBeHidden()
  await alice.page.reload()
  await expect(alice.row('Everyone')).toBeVisible()
  await expect(alice.page.getByText('24 words bring it back')).toBeHidden()
})
