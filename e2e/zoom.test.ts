import { beyondTheEdge } from './beyond-the-edge.ts'
import { expect, test } from './fixtures.ts'

for (const { name, width, height } of [
  { name: '200 % zoom', width: 640, height: 400 },
  { name: '400 % zoom', width: 320, height: 256 },
]) {
  test(`nothing has to be scrolled sideways at ${name}`, async ({ browsers }) => {
    const long = 'x'.repeat(300)
    const { page, ...alice } = await browsers.newTab({ device: { viewport: { width, height } } })
    await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible()
    expect(await beyondTheEdge(page)).toEqual([])
    await alice.signIn('the-longest-name-that-there-is-0')
    expect(await beyondTheEdge(page)).toEqual([])
    await alice.row('Everyone').click()
    await alice.send(`https://example.org/${long} ${long}`)
    await expect(alice.message(long)).toBeVisible()
    await alice.send('```\n' + long + '\n```')
    await expect(page.getByRole('button', { name: 'Copy code' })).toBeInViewport({ ratio: 1 })
    await page.getByRole('button', { name: 'Find text' }).click()
    await expect(page.getByRole('searchbox', { name: 'Find text' })).toBeInViewport({ ratio: 1 })
    expect(await beyondTheEdge(page)).toEqual([])
    await page.keyboard.press('Escape')
    expect(await beyondTheEdge(page)).toEqual([])
    await page.getByRole('link', { name: 'Details', exact: true }).click()
    await expect(page.getByRole('button', { name: 'Mute' })).toBeInViewport()
    expect(await beyondTheEdge(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Settings', exact: true }).click()
    await expect(page.getByText('What the server can see:')).toBeVisible()
    await page.getByRole('button', { name: 'Forget this browser' }).scrollIntoViewIfNeeded()
    await expect(page.getByRole('button', { name: 'Forget this browser' })).toBeInViewport({ ratio: 1 })
    expect(await beyondTheEdge(page)).toEqual([])
  })
}
