import type { Page } from '@playwright/test'
import { expect, test, type Browsers } from './fixtures.ts'
import { manyNotes } from './many-notes.ts'
import type { Tab } from './tab.ts'

const field = (page: Page) => page.getByRole('searchbox', { name: 'Find text' })
const box = (page: Page) => page.getByRole('textbox', { name: 'Message', exact: true })
const count = (page: Page, words: string) => page.locator('vc-find').getByText(words, { exact: true })

/** What stands out in the log. */
const found = (tab: Tab) => tab.log().locator('vc-message[found]')

/** What is marked in what stands out, where the browser can. */
function marked(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => Array.from(CSS.highlights.get('found-now') ?? [], String))
}

/** Alice before many notes; the texts that are others are at these places. */
async function withNotes(browsers: Browsers, total: number, texts: Readonly<Record<number, string>>): Promise<Tab> {
  const alice = await browsers.newTab({ name: 'alice' })
  await alice.open('alice')
  await alice.send('note 1')
  await alice.expectMark('note 1', 'Delivered directly')
  await manyNotes(alice, total, texts)
  await expect(alice.message(texts[total] ?? `note ${total}`)).toBeInViewport()
  return alice
}

test('text is found in messages that are not in the page', async ({ browsers }) => {
  const alice = await withNotes(browsers, 400, {
    10: 'Meet me at the **Café** du Monde',
    200: 'Which CAFE?',
    390: 'not the café at the corner',
  })
  const { page } = alice
  await expect(alice.message('Which CAFE?')).toHaveCount(0)
  const shown = async (text: string, words: string, word: string) => {
    await expect(count(page, words)).toBeVisible()
    await expect(found(alice)).toHaveCount(1)
    await expect(found(alice)).toContainText(text)
    await expect(found(alice)).toBeInViewport({ ratio: 1 })
    await expect.poll(() => marked(page)).toEqual([word])
    await expect(field(page)).toBeFocused()
  }

  await page.keyboard.press('Control+Shift+F')
  await expect(field(page)).toBeFocused()
  await page.keyboard.type('cafe')
  await shown('at the corner', '1 of 3', 'café')
  await page.keyboard.press('Enter')
  await shown('Which CAFE?', '2 of 3', 'CAFE')
  await page.keyboard.press('Enter')
  await shown('du Monde', '3 of 3', 'Café')
  await page.keyboard.press('Shift+Enter')
  await shown('Which CAFE?', '2 of 3', 'CAFE')

  await test.step('by the buttons, and round', async () => {
    await page.getByRole('button', { name: 'Newer match' }).click()
    await expect(found(alice)).toContainText('at the corner')
    await page.getByRole('button', { name: 'Newer match' }).click()
    await expect(found(alice)).toContainText('du Monde')
    await expect(found(alice)).toBeInViewport({ ratio: 1 })
    await page.getByRole('button', { name: 'Older match' }).click()
    await expect(found(alice)).toContainText('at the corner')
  })

  await test.step('what is nowhere', async () => {
    await field(page).fill('tea')
    await expect(count(page, 'No match')).toBeVisible()
    await expect(found(alice)).toHaveCount(0)
    await expect(page.getByRole('button', { name: 'Older match' })).toBeDisabled()
  })

  await test.step('who asks again types another text', async () => {
    await box(page).focus()
    await page.keyboard.press('Control+Shift+F')
    await expect(field(page)).toBeFocused()
    await page.keyboard.type('the cafe du')
    await expect(count(page, '1 of 1')).toBeVisible()
    await expect(found(alice)).toContainText('du Monde')
  })

  await test.step('Esc leads back to where one writes, and leaves what was found in sight', async () => {
    await page.keyboard.press('Escape')
    await expect(field(page)).toBeHidden()
    await expect(box(page)).toBeFocused()
    await expect(found(alice)).toHaveCount(0)
    await expect(alice.message('du Monde')).toBeInViewport()
    expect(await page.evaluate(() => CSS.highlights.size)).toBe(0)
    await page.keyboard.press('Escape')
    await expect(alice.log()).toBeHidden()
  })
})

test('the button opens and closes it, and so does Esc from where one writes', async ({ browsers }) => {
  const { page, ...alice } = await browsers.newTab({ name: 'alice' })
  await alice.open('alice')
  await alice.send('only this')
  const button = page.getByRole('button', { name: 'Find text' })
  await button.click()
  await expect(field(page)).toBeFocused()
  await expect(button).toHaveAttribute('aria-expanded', 'true')
  await button.click()
  await expect(field(page)).toBeHidden()
  await expect(button).toHaveAttribute('aria-expanded', 'false')

  await button.click()
  await page.keyboard.type('this')
  await expect(count(page, '1 of 1')).toBeVisible()
  await box(page).focus()
  await page.keyboard.press('Escape')
  await expect(field(page)).toBeHidden()
  await expect(box(page)).toBeFocused()
  await expect(alice.message('only this')).toBeVisible()

  await button.click()
  await page.getByRole('button', { name: 'Close', exact: true }).click()
  await expect(field(page)).toBeHidden()
  await expect(box(page)).toBeFocused()
})

test('a word deep in a long text and one far along a line of code come into sight', async ({ browsers }) => {
  const alice = await withNotes(browsers, 300, {
    20: `${'line\n'.repeat(60)}here is the needle\n${'line\n'.repeat(60)}`,
    40: `\`\`\`\n${'x'.repeat(400)} needle ${'x'.repeat(400)}\n\`\`\``,
  })
  const { page } = alice
  let answer = () => {}
  const answered = new Promise<void>((resolve) => (answer = resolve))
  await page.route('**/assets/markdown-*.js', async (route) => {
    await answered
    await route.continue()
  })
  await page.getByRole('button', { name: 'Find text' }).click()
  await expect(field(page)).toBeFocused()
  await page.keyboard.type('needle')
  /** Whether the word can be seen, not only the message. */
  const expectInSight = () =>
    expect
      .poll(() =>
        alice.log().evaluate((log) => {
          const [word] = CSS.highlights.get('found-now') ?? []
          if (!(word instanceof Range)) return 'not marked'
          const at = word.getBoundingClientRect()
          const element = word.startContainer.parentElement
          const boxes = [log, element?.closest('pre') ?? log, element?.closest('.folded') ?? log]
          return boxes.every((box) => {
            const { top, bottom, left, right } = box.getBoundingClientRect()
            return at.top >= top && at.bottom <= bottom && at.left >= left && at.right <= right
          })
        }),
      )
      .toBe(true)
  await expect(count(page, '1 of 2')).toBeVisible()
  await test.step('also once what draws code has come', async () => {
    await expectInSight()
    await expect(found(alice).locator('pre')).toHaveCount(0)
    answer()
    await expect(found(alice).locator('pre')).toBeVisible()
    await expectInSight()
  })
  await page.keyboard.press('Enter')
  await expect(count(page, '2 of 2')).toBeVisible()
  await expectInSight()
})

test('what comes meanwhile is counted, and does not take the reader away', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice', device: { viewport: { width: 1000, height: 500 } } })
  const bob = await browsers.newTab({ name: 'bob' })
  const { page } = alice
  await bob.open('alice')
  for (let count = 1; count <= 12; count += 1) await bob.send(`early ${count}`)
  await bob.send('a word to find')
  await bob.send('the last one')
  await alice.open('bob')
  const jump = page.getByRole('button', { name: /^Jump to latest/ })
  // It opens at what is new, which may leave the end out of sight, a moment later.
  await expect(async () => {
    if (await jump.isVisible()) await jump.click()
    await expect(alice.message('the last one')).toBeInViewport({ ratio: 1, timeout: 1000 })
  }).toPass()
  await page.keyboard.press('Control+Shift+F')
  await expect(field(page)).toBeFocused()
  await page.keyboard.type('word')
  await expect(count(page, '1 of 1')).toBeVisible()
  await expect(found(alice)).toBeInViewport({ ratio: 1 })
  const top = async () => (await found(alice).boundingBox())?.y ?? Number.NaN
  const before = await top()

  for (let count = 1; count <= 11; count += 1) await bob.send(`late ${count}`)
  await bob.send('another word')
  await expect(count(page, '2 of 2')).toBeVisible()
  await expect(found(alice)).toContainText('a word to find')
  await expect.poll(async () => Math.abs((await top()) - before)).toBeLessThan(1)
  await expect(page.getByRole('button', { name: 'Jump to latest, 12 new messages' })).toBeVisible()
  await expect(bob.message('another word').getByRole('img', { name: 'Read', exact: true })).toHaveCount(0)

  await page.keyboard.press('Shift+Enter')
  await expect(count(page, '1 of 2')).toBeVisible()
  await expect(alice.message('another word')).toBeInViewport({ ratio: 1 })
  await expect(bob.message('another word').getByRole('img', { name: 'Read', exact: true })).toBeVisible()
})

test('10,000 messages are looked through', async ({ browsers }) => {
  const alice = await withNotes(browsers, 10_000, { 2: 'the very first thought' })
  const { page } = alice
  await page.getByRole('button', { name: 'Find text' }).click()
  await expect(field(page)).toBeFocused()
  await page.keyboard.type('note')
  await expect(count(page, '1 of 9999')).toBeVisible()
  await field(page).fill('first thought')
  await expect(count(page, '1 of 1')).toBeVisible()
  await expect(found(alice)).toContainText('the very first thought')
  await expect(found(alice)).toBeInViewport({ ratio: 1 })
  expect(await alice.log().getByRole('article').count()).toBeLessThan(300)
})
