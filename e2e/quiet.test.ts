import { expect, test, type Browsers } from './fixtures.ts'
import { turn } from './switches.ts'
import type { Tab } from './tab.ts'
import { setVisibility } from './visibility.ts'

/** Lets a page note each notification and each tone that it makes; they are made all the same. */
async function listen({ page }: Tab): Promise<() => Promise<{ shown: string[]; tones: number }>> {
  await page.context().grantPermissions(['notifications'])
  await page.clock.install()
  await page.addInitScript(() => {
    const heard = { shown: [] as string[], tones: 0 }
    Reflect.set(window, 'heard', heard)
    window.Notification = class extends Notification {
      constructor(title: string, options?: NotificationOptions) {
        super(title, options)
        heard.shown.push(`${title}: ${options?.body}`)
      }
    }
    window.OscillatorNode = class extends OscillatorNode {
      constructor(context: BaseAudioContext, options?: OscillatorOptions) {
        super(context, options)
        heard.tones += 1
      }
    }
  })
  await page.reload()
  return () => page.evaluate(() => Reflect.get(window, 'heard') as { shown: string[]; tones: number })
}

/** Stops the time of a browser. It passes when the test says so then: how long a busy machine takes says nothing. */
async function stopTime({ page }: Tab): Promise<void> {
  await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 1000)
}

/** Lets no more of a stopped time pass than it takes to draw, until the row of a conversation says so. */
async function expectArrived(tab: Tab, conversation: string, text: string): Promise<void> {
  const drawn = async () => {
    await tab.page.clock.runFor(16)
    return tab.row(conversation).textContent()
  }
  await expect.poll(drawn).toContain(text)
}

/** Lets the time pass after which a message counts as not read in another tab, but not the pause between two calls. */
const passReading = ({ page }: Tab) => page.clock.runFor(1000)

/** Lets the pause between two calls pass. */
const passQuiet = ({ page }: Tab) => page.clock.runFor(1500)

test('a hidden page shows what comes and sounds; a muted conversation and a sound turned off do not', async ({
  browsers,
}) => {
  const alice = await browsers.newTab()
  const heard = await listen(alice)
  await alice.signIn('alice')
  const bob = await browsers.newTab({ name: 'bob' })
  const carol = await browsers.newTab({ name: 'carol' })
  for (const tab of [bob, carol]) await tab.open('alice')
  await turn(alice, 'Desktop notifications')
  await alice.open('bob')
  await bob.send('while you look')
  await expect(alice.message('while you look')).toBeVisible()
  await stopTime(alice)
  await passReading(alice)
  expect(await heard()).toEqual({ shown: [], tones: 0 })

  await setVisibility(alice, 'hidden')
  await bob.send('are you there?')
  await expectArrived(alice, 'bob', 'are you there?')
  await passReading(alice)
  await expect.poll(heard).toEqual({ shown: ['bob: are you there?'], tones: 2 })
  await setVisibility(alice, 'visible')
  await alice.page.clock.resume()

  await turn(alice, 'Sound')
  await alice.page.getByRole('link', { name: 'Details', exact: true }).click()
  await alice.page.getByRole('button', { name: 'Mute' }).click()
  await alice.page.getByRole('button', { name: 'Close details' }).click()
  await setVisibility(alice, 'hidden')
  await stopTime(alice)
  await passQuiet(alice)
  await bob.send('quietly')
  await expectArrived(alice, 'bob', 'quietly')
  await carol.send('and I')
  await expectArrived(alice, 'carol', 'and I')
  await passReading(alice)
  await expect.poll(heard).toEqual({ shown: ['bob: are you there?', 'carol: and I'], tones: 2 })
})

/** Lets timers of so many milliseconds not begin before what it returns is called: a busy machine may take longer. */
async function holdTimers({ page }: Tab, held: number): Promise<() => Promise<void>> {
  const go = await page.evaluateHandle((held) => {
    const { setTimeout } = window
    let go = () => {}
    const gone = new Promise<void>((resolve) => (go = resolve))
    const wait = (callback: () => void, milliseconds?: number, ...rest: unknown[]) => {
      if (milliseconds !== held) return setTimeout(callback, milliseconds, ...rest)
      void gone.then(() => setTimeout(callback, milliseconds))
      return 0
    }
    window.setTimeout = wait as typeof window.setTimeout
    return () => {
      go()
      window.setTimeout = setTimeout
    }
  }, held)
  return () => go.evaluate((go) => go())
}

test.describe('two tabs of one person', () => {
  /** Alice twice in one browser, listening, and bob who writes to her. */
  async function twice(browsers: Browsers) {
    const first = await browsers.newTab()
    const heardFirst = await listen(first)
    await first.signIn('alice')
    await turn(first, 'Desktop notifications')
    const second = await browsers.newTab({ beside: first })
    const heardSecond = await listen(second)
    await second.signIn('alice')
    const bob = await browsers.newTab({ name: 'bob' })
    await bob.open('alice')
    return { first, second, bob, heardFirst, heardSecond }
  }

  test('one that is hidden keeps quiet of what is read in the other', async ({ browsers }) => {
    const { first, second, bob, heardSecond } = await twice(browsers)
    const carol = await browsers.newTab({ name: 'carol' })
    await carol.open('alice')
    await first.open('bob')
    await setVisibility(second, 'hidden')
    const go = await holdTimers(second, 1000)
    await bob.send('while you look')
    await expect(bob.message('while you look').getByRole('img', { name: 'Read', exact: true })).toBeVisible()
    await expect(second.row('bob')).toContainText('while you look')
    await second.expectUnread('bob', 0)
    await go()
    await carol.send('and I')
    await expect.poll(async () => (await heardSecond()).shown).toEqual(['carol: and I'])
  })

  test('both hidden, only one calls', async ({ browsers }) => {
    const { first, second, bob, heardFirst, heardSecond } = await twice(browsers)
    for (const tab of [first, second]) await setVisibility(tab, 'hidden')
    await stopTime(first)
    const told: string[] = []
    for (const text of ['one', 'two']) {
      await passQuiet(first)
      await bob.send(text)
      for (const tab of [first, second]) await expectArrived(tab, 'bob', text)
      await passReading(first)
      told.push(`bob: ${text}`)
      const shown = async () => [...(await heardFirst()).shown, ...(await heardSecond()).shown]
      await expect.poll(shown).toHaveLength(told.length)
      expect((await shown()).toSorted()).toEqual(told)
    }
    const silent = async () => {
      const both = [await heardFirst(), await heardSecond()]
      return both.flatMap((heard) => heard.shown).length * 2 - both.reduce((sum, heard) => sum + heard.tones, 0)
    }
    await expect.poll(silent).toBe(0)
  })
})

test('typing and reading send nothing once they are switched off', async ({ browsers }) => {
  const bob = await browsers.newTab({ search: '?peer-links=off' })
  const sent: string[] = []
  bob.page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => sent.push(payload.toString('latin1'))))
  const count = (event: string) => sent.filter((frame) => frame.includes(`"${event}"`)).length
  await bob.signIn('bob')
  const alice = await browsers.newTab({ name: 'alice', search: '?peer-links=off' })
  await turn(bob, 'Show others when I am typing')
  await turn(bob, 'Tell people when I have read their messages')
  await alice.open('bob')
  await bob.open('alice')
  const box = bob.page.getByRole('textbox', { name: 'Message', exact: true })
  await alice.send('read this')
  await expect(bob.message('read this')).toBeVisible()
  await bob.expectUnread('alice', 0)
  await box.pressSequentially('secretly')
  await box.press('Enter')
  await bob.expectMark('secretly', 'Delivered from mailbox')
  expect(count('typing:send')).toBe(0)
  expect(count('mail:put')).toBe(1)

  await turn(bob, 'Show others when I am typing')
  await turn(bob, 'Tell people when I have read their messages')
  await alice.send('and this')
  await expect.poll(() => count('mail:put')).toBe(2)
  // One key: somebody who goes on typing is told of again after 3 s.
  await box.press('o')
  await expect.poll(() => count('typing:send')).toBe(1)
})
