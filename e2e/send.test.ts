import type { Locator } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import type { Tab } from './tab.ts'

/** What a frame shows. */
interface Painted {
  readonly boxEmpty: boolean
  readonly drawn: boolean
}

const box = ({ page }: Tab) => page.getByRole('textbox', { name: 'Message', exact: true })

test('the button to send is coloured at once when there is something to send', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  await alice.open('alice')
  const send = alice.page.getByRole('button', { name: 'Send', exact: true })
  const background = () => send.evaluate((it) => getComputedStyle(it).backgroundColor)
  expect(await background()).toBe('rgba(0, 0, 0, 0)')
  await box(alice).fill('something')
  await expect.poll(background).not.toBe('rgba(0, 0, 0, 0)')
  // Fading would draw frame after frame while what was sent is stored.
  expect(await send.evaluate((it) => getComputedStyle(it).transitionDuration)).toBe('0s')
  // Under the pointer too: a darker shade of the same colour.
  await send.hover()
  const accent = (token: string) =>
    send.evaluate((it, name) => {
      const probe = document.createElement('i')
      probe.style.backgroundColor = `var(${name})`
      it.append(probe)
      const colour = getComputedStyle(probe).backgroundColor
      probe.remove()
      return colour
    }, token)
  await expect.poll(background).toBe(await accent('--accent-hover'))
})

test('the box is emptied with the frame that draws the message', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  await alice.open('alice')
  const log = await alice.log().elementHandle()
  const frames = await box(alice).evaluateHandle((element, log) => {
    const noted: Painted[] = []
    const probe = document.body.appendChild(document.createElement('i'))
    // What a frame shows is settled when sizes are observed: after its drawing, before its painting.
    new ResizeObserver(() => {
      const drawn = log?.querySelector('article')?.textContent?.includes('at once') === true
      noted.push({ boxEmpty: (element as HTMLTextAreaElement).value === '', drawn })
    }).observe(probe)
    let width = 0
    const next = () => {
      probe.style.cssText = `position: fixed; inline-size: ${(width = 1 - width)}px`
      requestAnimationFrame(next)
    }
    next()
    return noted
  }, log)
  const rested = await alice.log().evaluateHandle((log) => {
    const last = { drawnAt: performance.now() }
    const root = log.getRootNode()
    if (root instanceof ShadowRoot) root.host.addEventListener('vc-drawn', () => (last.drawnAt = performance.now()))
    return last
  })
  const now = async () => (await frames.jsonValue()).at(-1)
  await box(alice).fill('at once')
  await expect.poll(now).toEqual({ boxEmpty: false, drawn: false })
  // After slow drawings the log rests, which the box does not wait for: until 400 ms after the last one at most.
  await expect.poll(() => rested.evaluate(({ drawnAt }) => performance.now() - drawnAt)).toBeGreaterThan(400)
  await box(alice).press('Enter')
  await expect.poll(now).toEqual({ boxEmpty: true, drawn: true })
  const painted = await frames.jsonValue()
  const torn = painted.slice(painted.findIndex(({ boxEmpty }) => !boxEmpty)).filter((it) => it.boxEmpty !== it.drawn)
  expect(torn).toEqual([])
})

test('under a finger Enter begins a line, and the button sends', async ({ browsers }) => {
  const alice = await browsers.newTab({
    name: 'alice',
    device: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  })
  await alice.row('alice').tap()
  await expect(box(alice)).toHaveAttribute('enterkeyhint', 'enter')
  await box(alice).pressSequentially('one')
  await box(alice).press('Enter')
  await box(alice).pressSequentially('two')
  await expect(box(alice)).toHaveValue('one\ntwo')
  await alice.page.getByRole('button', { name: 'Send', exact: true }).tap()
  await alice.expectTexts(['one\ntwo'])
  await expect(box(alice)).toHaveValue('')

  await test.step('a command is completed all the same, and a real keyboard beside the screen sends', async () => {
    await box(alice).pressSequentially('/he')
    await box(alice).press('Enter')
    await expect(box(alice)).toHaveValue('/help')
    await box(alice).fill('three')
    await box(alice).press('Control+Enter')
    await alice.expectTexts(['one\ntwo', 'three'])
  })
})

test('at 400 % zoom a long draft leaves the greater part to what is read', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice', device: { viewport: { width: 320, height: 256 } } })
  await alice.open('alice')
  await alice.send('a note')
  await expect(alice.message('a note')).toBeVisible()
  await box(alice).fill('one\ntwo\nthree\nfour\nfive\nsix')
  const heightOf = async (part: Locator) => (await part.boundingBox())?.height ?? 0
  await expect.poll(() => heightOf(box(alice))).toBeGreaterThan(80)
  expect(await heightOf(alice.log())).toBeGreaterThan(await heightOf(box(alice)))
  await expect(alice.message('a note')).toBeInViewport()
})

test('the details stay beside what is written', async ({ browsers }) => {
  const { page, ...alice } = await browsers.newTab({ name: 'alice' })
  const heading = page.getByRole('heading', { name: 'Details', exact: true })
  await alice.open('Everyone')
  await page.getByRole('link', { name: 'Details', exact: true }).click()
  await expect(heading).toBeVisible()
  // What the first one leads to has happened when the second one is there.
  for (const text of ['one', 'two']) {
    await alice.send(text)
    await alice.expectMark(text, 'Delivered to 0 of 0')
  }
  await expect(heading).toBeVisible()
  await alice.send('/send alice a note')
  await expect(page.getByRole('log', { name: 'Messages with alice' })).toBeVisible()
  // What leads elsewhere closes them: both follow the address.
  await expect(heading).toBeHidden()
})

test('why a line was not sent is no longer told once it can be sent', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  const { page } = alice
  const told = (words: string) => page.getByRole('main').getByRole('status').filter({ hasText: words })
  await alice.open('Everyone')
  await alice.signOut()
  await box(alice).fill('to the room')
  await box(alice).press('Enter')
  await expect(told('You are signed out.')).toBeVisible()
  await alice.signInAgain()
  await expect(told('You are signed out.')).toHaveCount(0)
  await box(alice).press('Enter')
  await expect(alice.message('to the room')).toBeVisible()

  await page.evaluate(() => (location.hash = '#/bob'))
  await expect(page.getByRole('log', { name: 'Messages with bob' })).toBeVisible()
  await box(alice).fill('to somebody new')
  await box(alice).press('Enter')
  await expect(told('No such user: bob.')).toBeVisible()
  await browsers.newTab({ name: 'bob' })
  await alice.expectOnline('bob')
  await box(alice).press('Enter')
  await expect(alice.message('to somebody new')).toBeVisible()
  await expect(told('No such user: bob.')).toHaveCount(0)
})

test('with Shift a key does what it does without a list: back, or a new line', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  await alice.open('Everyone')
  await box(alice).pressSequentially('see :tad')
  await expect(alice.page.getByRole('option')).not.toHaveCount(0)
  await box(alice).press('Shift+Enter')
  await expect(box(alice)).toHaveValue('see :tad\n')
  await box(alice).fill('')
  await box(alice).pressSequentially('/se')
  await expect(alice.page.getByRole('option')).toHaveCount(2)
  await box(alice).press('Shift+Tab')
  await expect(box(alice)).not.toBeFocused()
  await expect(box(alice)).toHaveValue('/se')
})

test('who goes on elsewhere takes no completion: the list goes', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  await alice.open('Everyone')
  await box(alice).pressSequentially('/s')
  await expect(alice.page.getByRole('option')).toHaveCount(2)
  await alice.log().click()
  await expect(alice.page.getByRole('option')).toHaveCount(0)
  await expect(box(alice)).toHaveValue('/s')
})

test('a megabyte that is pasted is kept, and not laid out line by line in its own direction', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  await alice.open('alice')
  await expect(box(alice)).toHaveAttribute('dir', 'auto')
  // Each line's own direction would cost seconds, at the paste and at each key after it.
  await box(alice).evaluate((it) => {
    it.addEventListener('input', () => it.setAttribute('title', `was “${it.getAttribute('dir')}”`), {
      capture: true,
      once: true,
    })
  })
  const text = 'lorem ipsum dolor sit amet '.repeat(37_000)
  await box(alice).focus()
  await alice.page.keyboard.insertText(text)
  await expect(alice.notices().filter({ hasText: 'Too long by 990807 bytes' })).toBeVisible()
  await expect(box(alice)).toHaveAttribute('title', 'was “”')
  await expect(box(alice)).toHaveAttribute('dir', '')
  expect((await box(alice).inputValue()) === text).toBe(true)
  await box(alice).fill('short')
  await expect(box(alice)).toHaveAttribute('dir', 'auto')
})
