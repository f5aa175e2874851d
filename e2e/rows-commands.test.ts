import { expect, PATIENT, test } from './fixtures.ts'

test.describe('row 21: the first app’s commands, typed with a slash', () => {
  test('/send and /send_all go where they say', async ({ browsers }) => {
    const alice = await browsers.newTab({ name: 'alice', search: PATIENT })
    const bob = await browsers.newTab({ name: 'bob' })
    await alice.expectOnline('bob')
    await alice.open('Everyone')
    await alice.send('/send bob hi there')
    await expect(alice.page.getByRole('log', { name: 'Messages with bob' })).toBeVisible()
    await alice.expectMark('hi there', 'Delivered directly')
    await alice.send('/send_all hello everybody')
    await expect(alice.page.getByRole('log', { name: 'Messages in Everyone' })).toBeVisible()
    await alice.expectMark('hello everybody', 'Delivered to 1 of 1')
    await bob.open('alice')
    await bob.expectTexts(['hi there'])
  })

  test('/dereg signs out and /reg signs in again', async ({ browsers }) => {
    const alice = await browsers.newTab({ name: 'alice' })
    const bob = await browsers.newTab({ name: 'bob' })
    await alice.open('Everyone')
    await alice.send('/dereg')
    await bob.expectOffline('alice')
    await expect(alice.page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible()
    await alice.send('/dereg')
    await expect(alice.notices().filter({ hasText: 'You are signed out already.' })).toBeVisible()
    await alice.send('/reg')
    await bob.expectOnline('alice')
    await expect(alice.page.getByRole('button', { name: 'Sign out', exact: true })).toBeVisible()
    await alice.send('/reg')
    await expect(alice.notices().filter({ hasText: 'You are signed in already.' })).toBeVisible()
  })

  test('/help lists them', async ({ browsers }) => {
    const alice = await browsers.newTab({ name: 'alice' })
    await alice.open('Everyone')
    await alice.send('/help')
    await expect(alice.page.getByRole('dialog', { name: 'Keys and commands' })).toBeVisible()
    for (const usage of ['/send NAME TEXT', '/send_all TEXT', '/dereg', '/reg', '/help'])
      await expect(alice.page.getByText(usage, { exact: true })).toBeVisible()
  })

  test('an unknown one gets a hint and is not sent', async ({ browsers }) => {
    const alice = await browsers.newTab({ name: 'alice' })
    await alice.open('Everyone')
    await alice.send('/shout hi')
    await expect(alice.notices().filter({ hasText: '/shout' })).toBeVisible()
    await alice.expectTexts([])
  })
})
