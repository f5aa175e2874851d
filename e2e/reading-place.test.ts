import { expect, test } from './fixtures.ts'
import { manyNotes } from './many-notes.ts'

test('who scrolled up comes back to the same message, and who was at the end to the end', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice', device: { viewport: { width: 1000, height: 600 } } })
  const bob = await browsers.newTab({ name: 'bob' })
  await alice.open('alice')
  await alice.send('note 1')
  await alice.expectMark('note 1', 'Delivered directly')
  await manyNotes(alice, 300)
  await expect(alice.message('note 300')).toBeInViewport()
  /** What is uppermost, and where. */
  const place = () =>
    alice.log().evaluate((log) => {
      const { top } = log.getBoundingClientRect()
      const first = [...log.querySelectorAll('article')].find((each) => each.getBoundingClientRect().bottom > top)
      return {
        note: /note \d+/.exec(first?.textContent ?? '')?.[0],
        below: (first?.getBoundingClientRect().top ?? 0) - top,
      }
    })
  await alice.log().evaluate((log) => log.scrollBy(0, -1_503))
  const jump = alice.page.getByRole('button', { name: 'Jump to latest' })
  await expect(jump).toBeVisible()
  await expect(alice.message('note 300')).not.toBeInViewport()
  const left = await place()
  const isBack = async () => {
    const { note, below } = await place()
    // A browser scrolls by whole pixels.
    return note === left.note && Math.abs(below - left.below) < 2
  }
  await alice.open('Everyone')
  await alice.open('alice')
  await expect.poll(isBack).toBe(true)
  await expect(jump).toBeVisible()
  await alice.page.keyboard.press('Escape')
  await expect(alice.log()).toBeHidden()
  await alice.open('alice')
  await expect.poll(isBack).toBe(true)

  await jump.click()
  await expect(alice.message('note 300')).toBeInViewport()
  await alice.open('bob')
  await alice.open('alice')
  await expect(alice.message('note 300')).toBeInViewport()

  await test.step('what came meanwhile goes before', async () => {
    await alice.open('bob')
    await bob.open('alice')
    for (let count = 1; count <= 30; count += 1) await bob.send(`before ${count}.`)
    await expect(alice.message('before 30.')).toBeInViewport()
    await alice.log().evaluate((log) => log.scrollTo(0, 0))
    await expect(alice.message('before 30.')).not.toBeInViewport()
    await alice.open('alice')
    await bob.send('meanwhile')
    await alice.expectUnread('bob', 1)
    await alice.open('bob')
    await expect(alice.message('meanwhile')).toBeInViewport()
  })
})
