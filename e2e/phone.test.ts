import type { Locator, Page } from '@playwright/test'
import { beyondTheEdge } from './beyond-the-edge.ts'
import { expect, NOTICE, PATIENT, test } from './fixtures.ts'

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } as const

/** What can be tapped and is smaller than a fingertip. Links in running text may be. */
function smallTargets(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const found: string[] = []
    const visit = (root: ParentNode) => {
      for (const element of root.querySelectorAll('*')) {
        if (element.shadowRoot) visit(element.shadowRoot)
        if (!element.matches('button, a, textarea, summary, [role=option], input')) continue
        if (element.closest('p') || !element.checkVisibility({ visibilityProperty: true })) continue
        // A switch or radio is as large as its label's row.
        const target = element.matches('[type=checkbox], [type=radio]') ? element.closest('.row, label') : element
        const { width, height } = (target ?? element).getBoundingClientRect()
        if (width === 0 || height === 0) continue
        if (width < 43.5 || height < 43.5) {
          found.push(`${element.getAttribute('aria-label') ?? element.textContent?.trim()}: ${width} × ${height}`)
        }
      }
    }
    visit(document)
    return found
  })
}

test('a walk on a phone: one pane at a time, and back', async ({ browsers }) => {
  const alice = await browsers.newTab({ device: PHONE, search: PATIENT })
  const bob = await browsers.newTab({ name: 'bob' })
  const { page } = alice
  const fits = async (view: string) => {
    expect(await smallTargets(page), view).toEqual([])
    expect(await beyondTheEdge(page), view).toEqual([])
  }
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible()
  await fits('sign-in')
  await alice.signIn('alice')
  await alice.expectOnline('bob')
  await fits('list')
  await expect(page.getByRole('log')).toBeHidden()

  await alice.row('bob').tap()
  await expect(page.getByRole('log', { name: 'Messages with bob' })).toBeVisible()
  await expect(page.getByRole('navigation', { name: 'Conversations' })).toBeHidden()
  await alice.send('from the tram')
  await alice.expectMark('from the tram', 'Delivered directly')
  await bob.open('alice')
  await bob.send('```\nan answer with code\n```')
  await expect(page.getByRole('button', { name: 'Copy code' })).toBeVisible()
  await fits('conversation')
  await page.getByRole('button', { name: 'Find text' }).tap()
  await page.getByRole('searchbox', { name: 'Find text' }).fill('tram')
  await expect(page.getByText('1 of 1', { exact: true })).toBeVisible()
  await fits('finding text')
  await page.getByRole('button', { name: 'Close', exact: true }).tap()

  await test.step('a touched mark explains itself', async () => {
    await alice.mark('from the tram', 'Delivered directly').tap()
    await expect(page.getByRole('tooltip')).toContainText(/^Delivered directly, \d/)
  })

  await test.step('a touched button does what it does, and leaves no words behind', async () => {
    await page.getByRole('textbox', { name: 'Message', exact: true }).fill('by touch')
    await page.getByRole('button', { name: 'Send', exact: true }).tap()
    await alice.expectMark('by touch', 'Delivered directly')
    await expect(page.getByRole('tooltip')).toBeHidden()
  })

  await page.getByRole('link', { name: 'Details', exact: true }).tap()
  await expect(page.getByRole('button', { name: 'QR code' })).toBeVisible()
  await expect(page.getByRole('log')).toBeHidden()
  await expect(page.getByRole('tooltip')).toBeHidden()
  await fits('details')
  await page.getByRole('button', { name: 'Close details' }).tap()
  await expect(page.getByRole('log', { name: 'Messages with bob' })).toBeVisible()
  await page.getByRole('button', { name: 'Back to conversations' }).tap()
  await expect(page.getByRole('navigation', { name: 'Conversations' })).toBeVisible()
  await expect(page.getByRole('log')).toBeHidden()

  await test.step('the browser’s own back and forward', async () => {
    await page.goForward()
    await expect(page.getByRole('log', { name: 'Messages with bob' })).toBeVisible()
    await page.getByText('direct', { exact: true }).tap()
    await expect(page.getByRole('tooltip')).toBeVisible()
    await page.goBack()
    await expect(page.getByRole('navigation', { name: 'Conversations' })).toBeVisible()
    await expect(page.getByRole('tooltip')).toBeHidden()
  })

  await page.getByRole('button', { name: 'Settings', exact: true }).tap()
  await expect(page.getByText('What the server can see:')).toBeVisible()
  await fits('settings')
  await page.getByRole('button', { name: 'Close', exact: true }).tap()
  await page.getByRole('button', { name: 'Sign out', exact: true }).tap()
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible()
  await bob.expectOffline('alice')
  await fits('signed out')
})

/** Where it begins and ends, from the top. */
async function edges(element: Locator) {
  // A notice rises to its place.
  await element.evaluate((it) => Promise.all(it.getAnimations().map(({ finished }) => finished)))
  const { y, height } = (await element.boundingBox()) ?? { y: Number.NaN, height: 0 }
  return { top: y, bottom: y + height }
}

const SIX_LINES = 'one\ntwo\nthree\nfour\nfive\nsix'

for (const { screen, device, name } of [
  { screen: 'a phone', device: PHONE, name: 'alice' },
  {
    screen: 'a small phone',
    device: { ...PHONE, viewport: { width: 320, height: 568 } },
    name: 'the-longest-name-that-there-is-0',
  },
  { screen: 'a phone held sideways', device: { ...PHONE, viewport: { width: 667, height: 375 } }, name: 'alice' },
  { screen: 'a desktop', device: { viewport: { width: 1280, height: 800 } }, name: 'alice' },
]) {
  test(`what the page says covers neither the header nor the draft, nor what is offered, on ${screen}`, async ({
    browsers,
  }) => {
    const { page, ...tab } = await browsers.newTab({ name, device, endless: [NOTICE] })
    const said = (words: string) => page.getByRole('status').filter({ hasText: words }).locator('..')
    if (screen !== 'a desktop') {
      const welcome = await edges(said('Welcome'))
      const settings = page.getByRole('button', { name: 'Settings', exact: true })
      expect(welcome.bottom).toBeLessThan((await edges(settings)).top)
      // Sideways what is offered is a part of the list.
      const region = page.locator('section[aria-label=You]')
      if (await region.boundingBox()) expect(welcome.bottom).toBeLessThan((await edges(region)).top)
    }
    await tab.row('Everyone').click()
    await tab.send('```\nsome code\n```')
    const box = page.getByRole('textbox', { name: 'Message', exact: true })
    for (const draft of ['', SIX_LINES]) {
      await box.fill(draft)
      await page.getByRole('button', { name: 'Copy code' }).click()
      await expect
        .poll(async () => (await edges(said('cop'))).bottom - (await edges(box)).top, { message: draft })
        .toBeLessThan(0)
      const details = page.getByRole('link', { name: 'Details', exact: true })
      expect((await edges(said('cop'))).top).toBeGreaterThan((await edges(details)).bottom)
    }
  })
}

test('what belongs to a message is in line with it', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  const { page, ...bob } = await browsers.newTab({ name: 'bob', device: PHONE })
  const middle = async (element: Locator) => {
    const { top, bottom } = await edges(element)
    return (top + bottom) / 2
  }
  const end = async (element: Locator) => {
    const { x, width } = (await element.boundingBox()) ?? { x: Number.NaN, width: 0 }
    return x + width
  }
  // They are measured one after the other, and the log may scroll between.
  const expectInLine = async (place: typeof middle, one: Locator, other: Locator) =>
    expect.poll(async () => Math.abs((await place(one)) - (await place(other)))).toBeLessThan(5)
  await bob.row('bob').tap()
  await bob.send('```\none line\n```')
  const copy = page.getByRole('button', { name: 'Copy code' })
  await expectInLine(middle, page.getByRole('group', { name: 'Code' }), copy)
  await bob.send('a long text '.repeat(200))
  const fold = page.getByRole('button', { name: 'Show all' })
  await expectInLine(middle, bob.message('a long text').getByRole('time'), fold)

  await alice.open('bob')
  await alice.page.getByRole('link', { name: 'Details', exact: true }).click()
  await alice.page.getByRole('button', { name: 'Block bob' }).click()
  await expect(alice.page.getByRole('button', { name: 'Unblock bob' })).toBeVisible()
  await page.goBack()
  await bob.row('alice').tap()
  await bob.send('can you hear me')
  const retry = page.getByRole('button', { name: 'Retry' })
  await expect(retry).toBeVisible()
  await expectInLine(end, retry, bob.message('can you hear me'))
})

test('why a sign-in failed is in sight above the keyboard', async ({ browsers }) => {
  const { page } = await browsers.newTab({ device: { ...PHONE, viewport: { width: 390, height: 420 } } })
  const name = page.getByRole('textbox', { name: 'Name', exact: true })
  await page.getByText('Other server').tap()
  await page.getByRole('textbox', { name: 'Server', exact: true }).fill('no address at all')
  await name.fill('alice')
  await name.press('Enter')
  await expect(page.getByRole('alert').filter({ hasText: 'no server address' })).toBeInViewport({ ratio: 1 })
  await expect(name).toBeInViewport({ ratio: 1 })
})

test('the composer stays above the keyboard', async ({ browsers }) => {
  const { page, ...alice } = await browsers.newTab({ name: 'alice', device: PHONE })
  await alice.row('Everyone').tap()
  const box = page.getByRole('textbox', { name: 'Message', exact: true })
  await box.tap()
  await page.setViewportSize({ width: 390, height: 480 })
  await expect(box).toBeInViewport({ ratio: 1 })
})

test('where the browser moves the page up for its keyboard, header and composer stay in sight', async ({
  browsers,
}) => {
  const alice = await browsers.newTab({ device: PHONE })
  const { page } = alice
  // As Safari does it: the page keeps its size, and the visible part of it is further down.
  await page.addInitScript(() => {
    const viewport = Object.assign(new EventTarget(), { scale: 1, height: 844, offsetTop: 0 })
    Object.defineProperty(window, 'visualViewport', { value: viewport })
  })
  await page.reload()
  await alice.signIn('alice')
  await alice.row('Everyone').tap()
  const see = (part: { height: number; offsetTop: number }, event: string) =>
    page.evaluate(
      ([part, event]) =>
        Object.assign(window.visualViewport ?? {}, part) && visualViewport?.dispatchEvent(new Event(event)),
      [part, event] as const,
    )
  const top = async () => (await edges(page.getByRole('link', { name: 'Details', exact: true }))).top
  const bottom = async () => (await edges(page.getByRole('textbox', { name: 'Message', exact: true }))).bottom
  const before = await top()
  await see({ height: 500, offsetTop: 0 }, 'resize')
  await expect.poll(bottom).toBeLessThan(500)
  await see({ height: 500, offsetTop: 300 }, 'scroll')
  await expect.poll(top).toBe(before + 300)
  expect(await bottom()).toBeGreaterThan(700)
  await see({ height: 844, offsetTop: 0 }, 'resize')
  await expect.poll(top).toBe(before)
})
