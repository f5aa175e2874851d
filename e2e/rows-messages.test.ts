import { expect, NOTICE, PATIENT, test } from './fixtures.ts'
import type { Tab } from './tab.ts'

const OFF = '?peer-links=off'

/** Everyone knows that everyone is there. */
async function meet(...tabs: readonly (readonly [string, Tab])[]): Promise<void> {
  for (const [name, tab] of tabs) for (const [other] of tabs) if (other !== name) await tab.expectOnline(other)
}

test('row 7: a message goes from browser to browser and says so after the ack', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice', search: PATIENT })
  const bob = await browsers.newTab({ name: 'bob' })
  await alice.open('bob')
  await alice.send('hi bob')
  await alice.expectMark('hi bob', 'Delivered directly')
  await bob.expectUnread('alice', 1)
  await bob.open('alice')
  await bob.expectTexts(['hi bob'])
})

test('row 8: without an ack the same message goes to the mailbox', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice', search: '?ack-timeout=500' })
  const bob = await browsers.newTab({ name: 'bob', search: OFF })
  await alice.open('bob')
  await alice.send('hi bob')
  await alice.expectMark('hi bob', 'Delivered from mailbox')
  await bob.open('alice')
  await bob.expectTexts(['hi bob'])
})

test('rows 9, 11 and 12: mail for somebody away waits, arrives once with its time, and is receipted', async ({
  browsers,
}) => {
  const alice = await browsers.newTab({ name: 'alice' })
  const bob = await browsers.newTab({ name: 'bob', endless: [NOTICE] })
  await bob.signOut()
  await alice.expectOffline('bob')
  await alice.open('bob')
  await alice.send('first')
  await alice.expectMark('first', 'Stored')
  await alice.send('second')
  await alice.expectMark('second', 'Stored')
  const sentAt = await alice.message('first').getByRole('time').first().getAttribute('datetime')
  await alice.signOut()

  await bob.signInAgain()
  await expect(bob.notices().filter({ hasText: '2 messages waiting' })).toBeVisible()
  await bob.expectUnread('alice', 2)
  await bob.open('alice')
  await bob.expectTexts(['first', 'second'])
  await expect(bob.message('first').getByRole('time').first()).toHaveAttribute('datetime', sentAt ?? '')
  await expect(bob.log().getByText(/^New/i).first()).toBeVisible()

  await alice.signInAgain()
  await alice.open('bob')
  await alice.expectMark('first', 'Delivered from mailbox')
  await alice.expectMark('second', 'Delivered from mailbox')
})

test('row 10: a message for somebody connected is stored first and delivered at once, never twice', async ({
  browsers,
}) => {
  const alice = await browsers.newTab({ name: 'alice', search: OFF })
  const bob = await browsers.newTab({ name: 'bob', search: OFF })
  await alice.open('bob')
  for (const text of ['one', 'two', 'three']) await alice.send(text)
  await bob.open('alice')
  await bob.expectTexts(['one', 'two', 'three'])
  for (const text of ['one', 'two', 'three']) await alice.expectMark(text, 'Delivered from mailbox')
  await bob.page.reload()
  await bob.open('alice')
  await bob.expectTexts(['one', 'two', 'three'])
})

test('row 13: Everyone hears a post, the absent find it, and the sender sees how many have it', async ({
  browsers,
}) => {
  const alice = await browsers.newTab({ name: 'alice' })
  const bob = await browsers.newTab({ name: 'bob' })
  const carol = await browsers.newTab({ name: 'carol' })
  await carol.signOut()
  await alice.expectOffline('carol')
  await alice.open('Everyone')
  await alice.send('hello all')
  await bob.open('Everyone')
  await bob.expectTexts(['hello all'])
  await alice.expectMark('hello all', 'Delivered to 1 of 2')
  await carol.signInAgain()
  await carol.open('Everyone')
  await carol.expectTexts(['hello all'])
  await alice.expectMark('hello all', 'Delivered to 2 of 2')
  await alice.expectTexts(['hello all'])
})

test('row 17: there is no such user, and nothing is sent', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  await alice.open('Everyone')
  await alice.send('/send nobody hi')
  await expect(alice.notices().filter({ hasText: 'No such user' })).toBeVisible()
  await expect(alice.page.getByRole('textbox', { name: 'Message', exact: true })).toHaveValue('/send nobody hi')
  await alice.expectTexts([])
})

test('row 20: a note to oneself is delivered without the network', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  await alice.open('alice')
  await alice.send('buy milk')
  await alice.expectMark('buy milk', 'Delivered directly')
  await alice.page.reload()
  await alice.open('alice')
  await alice.expectTexts(['buy milk'])
})

test('three people chat directly in all pairs', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice', search: PATIENT })
  const bob = await browsers.newTab({ name: 'bob', beside: alice, search: PATIENT })
  const carol = await browsers.newTab({ name: 'carol', search: PATIENT })
  const people = [
    ['alice', alice],
    ['bob', bob],
    ['carol', carol],
  ] as const
  await meet(...people)
  for (const [from, tab] of people)
    for (const [to] of people)
      if (to !== from) {
        await tab.open(to)
        await tab.send(`${from} to ${to}`)
        await tab.expectMark(`${from} to ${to}`, 'Delivered directly')
      }
  for (const [me, tab] of people)
    for (const [other] of people)
      if (other !== me) {
        await tab.open(other)
        await expect(tab.message(`${other} to ${me}`)).toHaveCount(1)
      }
})

test('with links off on both sides the text appears once', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice', search: OFF })
  const bob = await browsers.newTab({ name: 'bob', search: OFF })
  await bob.open('alice')
  await alice.open('bob')
  await alice.send('only once')
  await alice.expectMark('only once', 'Delivered from mailbox')
  await bob.expectTexts(['only once'])
})

test('somebody away gets mail from two people and from the group, each once, in order', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  const bob = await browsers.newTab({ name: 'bob' })
  const carol = await browsers.newTab({ name: 'carol' })
  await meet(['alice', alice], ['bob', bob], ['carol', carol])
  await carol.signOut()
  for (const [name, tab] of [
    ['alice', alice],
    ['bob', bob],
  ] as const) {
    await tab.expectOffline('carol')
    await tab.open('carol')
    for (const count of [1, 2, 3]) await tab.send(`${name} ${count}`)
    await tab.expectMark(`${name} 3`, 'Stored')
    await tab.open('Everyone')
    await tab.send(`all from ${name}`)
    await tab.expectMark(`all from ${name}`, 'Delivered to 1 of 2')
  }
  await carol.signInAgain()
  for (const name of ['alice', 'bob']) {
    await carol.open(name)
    await carol.expectTexts([1, 2, 3].map((count) => `${name} ${count}`))
  }
  await carol.open('Everyone')
  await carol.expectTexts(['all from alice', 'all from bob'])
})
