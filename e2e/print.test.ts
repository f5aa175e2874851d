import { expect, test } from './fixtures.ts'

test('on paper the open conversation is there in full, in black on white, and nothing else', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice', device: { colorScheme: 'dark' } })
  const { page } = alice
  await alice.open('alice')
  for (let count = 1; count <= 25; count += 1) await alice.send(`note ${count}.`)
  const lines = Array.from({ length: 60 }, (_, line) => `line ${line + 1}.`)
  await alice.send(lines.join('\n'))
  await alice.send(`\`\`\`\n${'wide '.repeat(100)}\n\`\`\``)
  await expect(alice.message('wide').getByRole('button', { name: 'Copy code' })).toBeVisible()

  await page.emulateMedia({ media: 'print' })
  const covered = [
    page.getByRole('navigation', { name: 'Conversations' }),
    page.getByRole('textbox'),
    page.getByRole('button'),
  ]
  for (const part of covered) for (const each of await part.all()) await expect(each).toBeHidden()
  await expect(page.getByRole('heading', { name: 'alice' })).toBeVisible()
  const sheet = await alice.message('line 60.').evaluate((article) => {
    const log = article.closest('[role=log]')
    const text = article.querySelector('.text')
    return {
      color: getComputedStyle(article).color,
      below: (log?.getBoundingClientRect().bottom ?? 0) - article.getBoundingClientRect().bottom,
      cut: (text?.scrollHeight ?? 0) - (text?.clientHeight ?? 0),
      beyond: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    }
  })
  expect(sheet).toEqual({ color: 'rgb(0, 0, 0)', below: expect.any(Number), cut: 0, beyond: 0 })
  expect(sheet.below).toBeGreaterThan(0)

  const pages = (await page.pdf()).toString('latin1').match(/\/Type \/Page\b/g)
  expect(pages?.length).toBeGreaterThan(1)
})
