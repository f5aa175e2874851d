import { CONNECTION_LOST, expect, test } from './fixtures.ts'
import { hear } from './spoken.ts'

test('a screen reader hears each thing once: what comes, but not what was there', async ({ browsers, server }) => {
  browsers.allow(CONNECTION_LOST)
  const bob = await browsers.newTab({ name: 'bob' })
  await bob.open('Everyone')
  for (const text of ['an old post', 'another old post']) await bob.send(text)
  await bob.expectMark('another old post', 'Delivered to 0 of 0')
  const { page, ...alice } = await browsers.newTab()
  const heard = await hear(page)
  const count = async (words: RegExp) => (await heard()).filter((said) => words.test(said)).length
  await alice.signIn('alice')

  await test.step('a conversation that is opened is not read out', async () => {
    await alice.open('Everyone')
    await expect(alice.message('another old post')).toBeVisible()
    await expect(alice.log()).toHaveAttribute('aria-live', 'polite')
    expect(await count(/old post/)).toBe(0)
    await bob.send('a new post')
    await expect.poll(() => count(/a new post/)).toBe(1)
  })

  await test.step('what changes all the time is not', async () => {
    await alice.send('a post of her own')
    await expect(alice.mark('a post of her own', 'Delivered to 1 of 1')).toHaveAttribute('aria-live', 'off')
    const box = page.getByRole('textbox', { name: 'Message', exact: true })
    await box.fill('x'.repeat(8_192))
    await expect(page.getByText('0 bytes left')).toBeVisible()
    expect(await count(/bytes left/)).toBe(0)
    await box.fill('x'.repeat(8_195))
    await expect.poll(() => count(/Too long by 3 bytes/)).toBe(1)
    await box.fill('')
  })

  await test.step('somebody writes elsewhere', async () => {
    await bob.open('alice')
    await bob.send('psst')
    await expect.poll(() => count(/^New from bob\.$/)).toBe(1)
    await bob.send('are you there?')
    await alice.expectUnread('bob', 2)
    expect(await count(/New from/)).toBe(1)
    await alice.open('bob')
    await alice.expectUnread('bob', 0)
    await expect(alice.log()).toHaveAttribute('aria-live', 'polite')
    await bob.send('here')
    await expect.poll(() => count(/\bhere\b/)).toBe(1)
    expect(await count(/New from/)).toBe(1)
  })

  await test.step('a message that failed says why', async () => {
    await bob.page.getByRole('link', { name: 'Details', exact: true }).click()
    await bob.page.getByRole('button', { name: 'Block alice' }).click()
    await expect(bob.page.getByRole('button', { name: 'Unblock alice' })).toBeVisible()
    await alice.send('no longer')
    await expect.poll(() => count(/Failed: bob does not take messages from you/)).toBe(1)
  })

  await test.step('the server goes and comes, on a phone too', async () => {
    await page.setViewportSize({ width: 390, height: 844 })
    await server.kill()
    await expect.poll(() => count(/Server unreachable/)).toBe(1)
    await server.start()
    await page.getByRole('button', { name: 'Try now' }).click()
    await expect(page.getByRole('button', { name: 'Try now' })).toBeHidden()
    await expect.poll(() => count(/^Back online\.$/)).toBe(1)
    expect(await count(/Server unreachable|Reconnecting/)).toBe(1)
  })

  await test.step('signing out and in', async () => {
    await page.setViewportSize({ width: 1280, height: 800 })
    await alice.signOut()
    await expect.poll(() => count(/You are signed out/)).toBe(1)
    await alice.signInAgain()
    await expect.poll(() => count(/Welcome back/)).toBe(1)
    expect(await count(/Not connected|^Signing out…$|^Signing in…$|Connected/)).toBe(0)
  })
})
