import { expect, PATIENT, test, type Browsers } from './fixtures.ts'
import type { Tab } from './tab.ts'

/** Alice with a note to herself in front of her. */
async function notes(browsers: Browsers): Promise<Tab> {
  const alice = await browsers.newTab({ name: 'alice' })
  await alice.open('alice')
  return alice
}

test.describe('Markdown becomes elements', () => {
  test('bold, italic, code, quotes and lists', async ({ browsers }) => {
    const alice = await notes(browsers)
    await alice.send('**bold** and *italic* and `code`\n\n> quoted\n\n- one\n- two\n\n1. first')
    const message = alice.message('bold and italic')
    await expect(message.locator('strong')).toHaveText('bold')
    await expect(message.locator('em')).toHaveText('italic')
    await expect(message.locator('p > code')).toHaveText('code')
    await expect(message.getByRole('blockquote')).toHaveText('quoted')
    await expect(message.getByRole('listitem')).toHaveText(['one', 'two', 'first'])
  })

  test('what looks like HTML is text', async ({ browsers }) => {
    const alice = await notes(browsers)
    const hostile = '<img src=x onerror=alert(1)><script>alert(2)</script><b>no</b>'
    await alice.send(hostile)
    await expect(alice.message(hostile)).toBeVisible()
    await expect(alice.message(hostile).locator('img:not([role]), script, b')).toHaveCount(0)
  })

  test('only http and https addresses become links, and open apart from the page', async ({ browsers }) => {
    const alice = await notes(browsers)
    await alice.send('[x](javascript:alert(1)) javascript:alert(2) data:text/html,x see https://example.org/a?b=c.')
    const link = alice.message('see https').getByRole('link')
    await expect(link).toHaveCount(1)
    await expect(link).toHaveText('https://example.org/a?b=c')
    await expect(link).toHaveAttribute('href', 'https://example.org/a?b=c')
    await expect(link).toHaveAttribute('target', '_blank')
    await expect(link).toHaveAttribute('rel', 'noopener noreferrer nofollow')
    await alice.send('`www.code.example` or www.example.org.')
    const short = alice.message('or www').getByRole('link')
    await expect(short).toHaveCount(1)
    await expect(short).toHaveText('www.example.org')
    await expect(short).toHaveAttribute('href', 'https://www.example.org/')
  })

  test('a code block is copied with its button', async ({ browsers }) => {
    const alice = await browsers.newTab({
      name: 'alice',
      device: { permissions: ['clipboard-read', 'clipboard-write'] },
    })
    await alice.open('alice')
    await alice.send('```js\nconst a = 1\n  a + 1\n```')
    await alice.page.getByRole('button', { name: 'Copy code' }).click()
    await expect(alice.notices().filter({ hasText: 'Code copied.' })).toBeVisible()
    expect(await alice.page.evaluate(() => navigator.clipboard.readText())).toBe('const a = 1\n  a + 1')
  })
})

test('emoji alone are large, and long text is folded until one asks', async ({ browsers }) => {
  const alice = await notes(browsers)
  const heightOf = async (text: string) =>
    (await alice.message(text).locator('.text > *').first().boundingBox())?.height ?? 0
  await alice.send('😀')
  await alice.send('😀 and words')
  await alice.expectMark('and words', 'Delivered directly')
  expect(await heightOf('😀')).toBeGreaterThan(1.5 * (await heightOf('and words')))

  const lines = Array.from({ length: 60 }, (_, line) => `line ${line}`)
  await alice.send(lines.join('\n'))
  const unfold = alice.page.getByRole('button', { name: 'Show all' })
  await expect(unfold).toHaveAttribute('aria-expanded', 'false')
  // Sixty lines leave the box, which then takes less room.
  await expect(alice.page.getByRole('textbox', { name: 'Message', exact: true })).toHaveValue('')
  const folded = (await alice.message('line 59').boundingBox())?.height ?? 0
  const top = async () => (await alice.message('line 59').boundingBox())?.y ?? 0
  const before = await top()
  await unfold.click()
  await expect(alice.page.getByRole('button', { name: 'Show less' })).toHaveAttribute('aria-expanded', 'true')
  expect((await alice.message('line 59').boundingBox())?.height ?? 0).toBeGreaterThan(2 * folded)
  // One reads on where it was cut.
  await expect(alice.page.getByRole('button', { name: 'Jump to latest' })).toBeVisible()
  expect(await top()).toBe(before)
})

test('who folds a long text at its foot still has it in sight', async ({ browsers }) => {
  const alice = await notes(browsers)
  await alice.send(Array.from({ length: 60 }, (_, line) => `line ${line}`).join('\n'))
  for (let count = 1; count <= 20; count += 1) await alice.send(`after ${count}.`)
  await alice.page.getByRole('button', { name: 'Show all' }).click()
  const fold = alice.page.getByRole('button', { name: 'Show less' })
  // At its foot.
  await fold.scrollIntoViewIfNeeded()
  await fold.click()
  await expect(alice.page.getByRole('button', { name: 'Show all' })).toBeInViewport()
  await expect(alice.message('line 59')).toBeInViewport({ ratio: 1 })
})

test('right-to-left and mixed text stand right', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  const bob = await browsers.newTab({ name: 'bob' })
  await alice.open('bob')
  const texts = ['שלום עולם', 'مرحبا كيف حالك؟', 'hello שלום', 'שלום hello', '- אחת\n- שתיים', '> one\n>\n> דבר']
  for (const text of texts) await alice.send(text)
  await bob.open('alice')
  const direction = (text: string) =>
    bob
      .message(text)
      .locator('.text p')
      .first()
      .evaluate((element) => getComputedStyle(element).direction)
  await expect(bob.message('דבר')).toBeVisible()
  expect(await direction('שלום עולם')).toBe('rtl')
  expect(await direction('مرحبا')).toBe('rtl')
  expect(await direction('hello שלום')).toBe('ltr')
  expect(await direction('שלום hello')).toBe('rtl')
  expect(await direction('אחת')).toBe('rtl')
  // The dots and the bar are on the side where the text begins.
  await expect(bob.message('אחת').locator('ul')).toHaveCSS('direction', 'rtl')
  await expect(bob.message('דבר').locator('blockquote')).toHaveCSS('direction', 'ltr')
  await bob.page.getByRole('textbox', { name: 'Message', exact: true }).fill('שלום')
  await expect(bob.page.getByRole('textbox', { name: 'Message', exact: true })).toHaveCSS('direction', 'rtl')
  await expect(bob.row('alice')).toContainText('דבר')

  await test.step('an override that makes text read backwards is taken out', async () => {
    await alice.send('invoice\u202Efdp.exe')
    await expect(bob.message('invoicefdp.exe')).toBeVisible()
  })
})

test('copying several messages gives a line each with time and sender', async ({ browsers }) => {
  const device = { permissions: ['clipboard-read', 'clipboard-write'], locale: 'en-GB' }
  const alice = await browsers.newTab({ name: 'alice', device })
  const bob = await browsers.newTab({ name: 'bob' })
  await alice.open('bob')
  await alice.send('the first **thing**')
  await alice.expectDelivered('the first')
  await bob.open('alice')
  await bob.send('and an answer')
  await expect(alice.message('and an answer')).toBeVisible()
  const from = await alice.message('the first').locator('.text p').boundingBox()
  const to = await alice.message('and an answer').locator('.text p').boundingBox()
  if (!from || !to) throw new Error('nothing to select')
  await alice.page.mouse.move(from.x + 1, from.y + from.height / 2)
  await alice.page.mouse.down()
  await alice.page.mouse.move(to.x + to.width - 2, to.y + to.height - 4, { steps: 8 })
  await alice.page.mouse.up()
  await alice.page.keyboard.press('Control+c')
  const copied = await alice.page.evaluate(() => navigator.clipboard.readText())
  expect(copied).toMatch(/^\[\d\d:\d\d\] alice: the first \*\*thing\*\*\n\[\d\d:\d\d\] bob: and an answer$/)
})

test('a mark explains itself, and a time its date, to pointer and focus', async ({ browsers }) => {
  const device = { locale: 'en-GB' }
  const alice = await browsers.newTab({ name: 'alice', device, search: PATIENT })
  const bob = await browsers.newTab({ name: 'bob' })
  const tip = alice.page.getByRole('tooltip')
  await alice.open('bob')
  await alice.send('direct')
  await alice.expectMark('direct', 'Delivered directly')
  await alice.mark('direct', 'Delivered directly').hover()
  await expect(tip).toHaveText(/^Delivered directly, \d+(\.\d)? m?s$/)
  await alice.message('direct').locator('time').hover()
  await expect(tip).toHaveText(/^\w+, \d+ \w+ \d{4} at \d\d:\d\d:\d\d$/)
  await bob.signOut()
  await alice.expectOffline('bob')
  await alice.send('waits')
  await alice.expectMark('waits', 'Stored')
  await alice.mark('waits', 'Stored').hover()
  await expect(tip).toHaveText(/^In bob’s mailbox since \d\d:\d\d$/)
  await alice.log().focus()
  await alice.page.keyboard.press('ArrowUp')
  await expect(tip).toHaveText(/^\w+, \d+ \w+ \d{4} at \d\d:\d\d:\d\d\s*In bob’s mailbox since/)
})

test('the words of a tooltip stay while the pointer goes to them and over them', async ({ browsers }) => {
  const { page, ...alice } = await browsers.newTab({ name: 'alice' })
  await alice.open('alice')
  await alice.send('a note')
  const tip = page.getByRole('tooltip')
  await alice.message('a note').locator('time').hover()
  await expect(tip).toBeVisible()
  const words = await tip.boundingBox()
  if (!words) throw new Error('no words')
  // Slowly: each step is an event of its own.
  await page.mouse.move(words.x + words.width / 2, words.y + 2, { steps: 20 })
  await page.mouse.move(words.x + 3, words.y + words.height / 2, { steps: 20 })
  await expect(tip).toBeVisible()
  await page.mouse.move(words.x + 3, words.y - 60, { steps: 5 })
  await expect(tip).toBeHidden()
})

test('who reads further up reads on there when the page becomes wider or narrower', async ({ browsers }) => {
  const device = { viewport: { width: 844, height: 390 } }
  const { page, ...alice } = await browsers.newTab({ name: 'alice', device })
  await alice.open('alice')
  for (let count = 1; count <= 12; count += 1) await alice.send(`note ${count}: ${'many words '.repeat(40)}`)
  await expect(alice.message('note 12')).toBeVisible()
  const read = alice.message('note 6')
  await read.evaluate((article) => article.scrollIntoView({ block: 'start' }))
  const top = async () => Math.round((await read.boundingBox())?.y ?? 0)
  await expect(page.getByRole('button', { name: 'Jump to latest' })).toBeVisible()
  for (const size of [
    { width: 390, height: 844 },
    { width: 1280, height: 390 },
  ]) {
    const before = await top()
    await page.setViewportSize(size)
    await expect.poll(async () => Math.abs((await top()) - before)).toBeLessThan(4)
  }
})
