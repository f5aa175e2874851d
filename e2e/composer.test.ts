import { expect, test } from './fixtures.ts'
import type { Tab } from './tab.ts'

const box = ({ page }: Tab) => page.getByRole('textbox', { name: 'Message', exact: true })

test('it grows to six lines; Enter sends and Shift+Enter breaks', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  await alice.open('alice')
  const height = async () => (await box(alice).boundingBox())?.height ?? 0
  const heights = [await height()]
  for (let line = 1; line <= 8; line += 1) {
    await box(alice).press('Shift+Enter')
    await expect(box(alice)).toHaveValue('\n'.repeat(line))
    heights.push(await height())
  }
  const distinct = new Set(heights.map((pixels) => Math.round(pixels)))
  expect(distinct.size).toBe(6)
  await box(alice).fill('one')
  await box(alice).press('Shift+Enter')
  await box(alice).pressSequentially('two')
  await box(alice).press('Enter')
  await alice.expectTexts(['one\ntwo'])
  await expect(box(alice)).toHaveValue('')
})

test('the Enter and Esc of an input method are left to it, also where the composition is over before them', async ({
  browsers,
}) => {
  const alice = await browsers.newTab({ name: 'alice' })
  await alice.open('alice')
  await box(alice).fill('か')
  // Safari: 229, and no longer composing.
  for (const key of ['Enter', 'Escape']) {
    await box(alice).dispatchEvent('keydown', { key, keyCode: 229, isComposing: false, composed: true })
  }
  await box(alice).press('x')
  await expect(box(alice)).toHaveValue('かx')
  await box(alice).press('Enter')
  await alice.expectTexts(['かx'])
})

test('the end stays in sight while one writes many lines, also in a browser that does not size the box', async ({
  browsers,
}) => {
  const alice = await browsers.newTab()
  await alice.page.addInitScript(() => {
    CSS.supports = () => false
  })
  await alice.page.reload()
  await alice.signIn('alice')
  await alice.open('alice')
  for (let each = 1; each <= 20; each += 1) await alice.send(`note ${each}`)
  await box(alice).evaluate((element) => {
    if (element instanceof HTMLElement) element.style.setProperty('field-sizing', 'fixed')
  })
  await box(alice).focus()
  const height = async () => (await box(alice).boundingBox())?.height ?? 0
  await alice.page.keyboard.type('x')
  const low = await height()
  for (let line = 1; line <= 4; line += 1) {
    await alice.page.keyboard.type(`line ${line}`)
    await alice.page.keyboard.press('Shift+Enter')
    await expect(alice.message('note 20')).toBeInViewport({ ratio: 1 })
  }
  expect(await height()).toBeGreaterThan(100)
  await expect(alice.page.getByRole('button', { name: 'Jump to latest' })).toBeHidden()
  await box(alice).fill('')
  expect(await height()).toBe(low)
})

test('keys right behind Enter neither send twice nor are lost', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  await alice.open('alice')
  await box(alice).fill('once')
  const { keyboard } = alice.page
  // All at once: the box still holds the text while it is being stored.
  await Promise.all([keyboard.down('Enter'), keyboard.down('Enter'), keyboard.press('n')])
  await keyboard.up('Enter')
  await expect(alice.message('once')).toBeVisible()
  await expect(box(alice)).toHaveValue('n')
  await alice.expectTexts(['once'])
})

test('↑ in an empty box brings the last own text back', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  await alice.open('alice')
  await alice.send('first')
  await alice.send('second')
  await expect(alice.message('second')).toBeVisible()
  await box(alice).press('ArrowUp')
  await expect(box(alice)).toHaveValue('second')
  await box(alice).fill('something else')
  await box(alice).press('ArrowUp')
  await expect(box(alice)).toHaveValue('something else')
})

test('each conversation keeps its draft, over a reload too', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  await alice.open('Everyone')
  await box(alice).fill('for everyone')
  await alice.open('alice')
  await expect(box(alice)).toHaveValue('')
  await box(alice).fill('for me')
  await alice.open('Everyone')
  await expect(box(alice)).toHaveValue('for everyone')
  await expect(alice.row('alice')).toContainText('Draft: for me')
  await expect(alice.row('alice')).toHaveAccessibleDescription('Draft: for me')
  await alice.page.reload()
  await expect(box(alice)).toHaveValue('for everyone')
  await alice.open('alice')
  await expect(box(alice)).toHaveValue('for me')
})

test('a draft is there after a reload in the middle of a word', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  await alice.open('Everyone')
  await box(alice).pressSequentially('typed without a pa')
  await alice.page.reload()
  await expect(box(alice)).toHaveValue('typed without a pa')
})

test('a draft is stored while one types, not only at a pause', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  const other = await browsers.newTab({ name: 'alice', beside: alice })
  await alice.open('Everyone')
  const typeAndLook = async () => {
    await box(alice).press('x')
    return other.row('Everyone').innerText()
  }
  await expect.poll(typeAndLook, { intervals: [50] }).toContain('Draft: x')
})

test('what is typed right after going elsewhere belongs there', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  const { page } = alice
  await alice.open('Everyone')
  await box(alice).fill('stays here')
  await alice.row('alice').evaluate((row) => (row as HTMLElement).click())
  await page.keyboard.type('by click')
  await expect(page.getByRole('log', { name: 'Messages with alice' })).toBeVisible()
  await expect(box(alice)).toHaveValue('by click')
  await page.keyboard.press('Alt+ArrowUp')
  await page.keyboard.type(', and more')
  await expect(page.getByRole('log', { name: 'Messages in Everyone' })).toBeVisible()
  await expect(box(alice)).toHaveValue('stays here, and more')
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Jump to' }).fill('alice')
  await page.keyboard.press('Enter')
  await page.keyboard.type(', by name')
  await expect(page.getByRole('log', { name: 'Messages with alice' })).toBeVisible()
  await expect(box(alice)).toHaveValue('by click, by name')
})

test('the limit of 8 KB is told before it is reached, and not passed', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  await alice.open('alice')
  await box(alice).fill('x'.repeat(7_600))
  await expect(alice.notices().filter({ hasText: 'left' })).toBeHidden()
  await box(alice).fill('x'.repeat(8_000))
  await expect(alice.notices().filter({ hasText: '192 bytes left' })).toBeVisible()
  await box(alice).fill('ü'.repeat(4_097))
  await expect(alice.notices().filter({ hasText: 'Too long by 2 bytes' })).toBeVisible()
  await expect(alice.page.getByRole('button', { name: 'Send', exact: true })).toBeDisabled()
  await box(alice).press('Enter')
  await alice.expectTexts([])
  await box(alice).fill('ü'.repeat(4_096))
  await box(alice).press('Enter')
  await expect(alice.log().getByRole('article')).toHaveCount(1)
})

test('what would complete a name stays in sight above the keyboard of a small phone', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice', device: { viewport: { width: 320, height: 300 } } })
  await alice.open('alice')
  await box(alice).pressSequentially(':smi')
  const options = alice.page.getByRole('option')
  await expect(options.first()).toBeInViewport({ ratio: 1 })
  await box(alice).press('ArrowUp')
  await expect(options.last()).toHaveAttribute('aria-selected', 'true')
  await expect(options.last()).toBeInViewport({ ratio: 1 })
})

test('commands, names and emoji are completed', async ({ browsers }) => {
  await browsers.newTab({ name: 'bob' })
  const alice = await browsers.newTab({ name: 'alice' })
  await alice.expectOnline('bob')
  await alice.open('alice')
  const options = alice.page.getByRole('option')
  await box(alice).pressSequentially('/')
  await expect(options).toHaveCount(5)
  await box(alice).press('ArrowDown')
  await expect(options.nth(1)).toHaveAttribute('aria-selected', 'true')
  await box(alice).press('Escape')
  await expect(options).toHaveCount(0)
  await box(alice).fill('')
  await box(alice).pressSequentially('/sen')
  await box(alice).press('Tab')
  await expect(box(alice)).toHaveValue('/send ')
  await box(alice).fill('')
  await box(alice).pressSequentially('/send')
  await box(alice).press('Tab')
  await expect(box(alice)).toHaveValue('/send ')
  await box(alice).press('Backspace')
  await box(alice).press('Enter')
  await expect(box(alice)).toHaveValue('/send')
  await box(alice).press('Backspace')
  await box(alice).pressSequentially('d')
  await box(alice).press('ArrowDown')
  await box(alice).press('Enter')
  await expect(box(alice)).toHaveValue('/send_all ')
  await box(alice).fill('/send ')
  await box(alice).pressSequentially('bo')
  await box(alice).press('Tab')
  await expect(box(alice)).toHaveValue('/send bob ')
  await box(alice).fill('')
  await box(alice).pressSequentially('well :thumbsu')
  await expect(options.first()).toContainText(':thumbsup:')
  await box(alice).press('Tab')
  await expect(box(alice)).toHaveValue('well 👍 ')
  await box(alice).fill('')
  await box(alice).pressSequentially('done :tada:')
  await expect(box(alice)).toHaveValue('done 🎉 ')
})

test('Ctrl+Z takes a completion back, and what was typed stays then', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  await alice.open('alice')
  await box(alice).pressSequentially('they call it :tada:')
  await expect(box(alice)).toHaveValue('they call it 🎉 ')
  await box(alice).press('Control+z')
  await expect(box(alice)).toHaveValue('they call it :tada:')
  await box(alice).press('Enter')
  await expect(alice.message('they call it :tada:')).toBeVisible()
})

test('a long paste keeps its lines', async ({ browsers }) => {
  const alice = await browsers.newTab({
    name: 'alice',
    device: { permissions: ['clipboard-read', 'clipboard-write'] },
  })
  await alice.open('alice')
  const text = Array.from({ length: 200 }, (_, line) => `pasted line ${line}`).join('\n')
  await alice.page.evaluate((pasted) => navigator.clipboard.writeText(pasted), text)
  await box(alice).press('Control+v')
  await expect(box(alice)).toHaveValue(text)
  await box(alice).press('Enter')
  await expect(alice.message('pasted line 199')).toBeVisible()
})
