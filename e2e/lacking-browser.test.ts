import { expect, test, type Browsers } from './fixtures.ts'
import type { Tab } from './tab.ts'

/** A tab of a browser that lacks something. */
async function signInLacking(browsers: Browsers, name: string, lack: () => void): Promise<Tab> {
  const tab = await browsers.newTab()
  await tab.page.addInitScript(lack)
  await tab.page.reload()
  await tab.signIn(name)
  return tab
}

for (const lacks of [true, false])
  test(`a click beside a dialog closes it, ${lacks ? 'without' : 'with'} closedby`, async ({ browsers }) => {
    const { page } = await signInLacking(
      browsers,
      'alice',
      lacks ? () => void Reflect.deleteProperty(HTMLDialogElement.prototype, 'closedBy') : () => {},
    )
    const { mouse } = page
    const dialog = page.getByRole('dialog')
    const clickBeside = () => mouse.click(5, 5)
    await page.getByRole('button', { name: 'Settings', exact: true }).click()
    const inside = page.getByText('What the server can see:')
    await expect(inside).toBeVisible()

    await inside.hover()
    await mouse.down()
    await mouse.move(5, 5)
    await mouse.up()
    await inside.click()
    await expect(inside).toBeVisible()
    await clickBeside()
    await expect(dialog).toBeHidden()

    // What holds words that are shown this once stays.
    await page.getByRole('button', { name: 'Write them down' }).click()
    await expect(page.getByRole('button', { name: 'Show me the words' })).toBeVisible()
    await clickBeside()
    await page.getByRole('button', { name: 'Show me the words' }).click()
    await expect(page.getByRole('list', { name: 'Recovery phrase' })).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
  })

async function expectWay({ page }: Tab, words: string): Promise<void> {
  await page.getByRole('link', { name: 'Details', exact: true }).click()
  await expect(page.getByRole('complementary')).toContainText(`Through the mailbox: ${words}.`)
}

test('without WebRTC messages go both ways through the mailbox, and the page says why', async ({ browsers }) => {
  const bob = await browsers.newTab({ name: 'bob' })
  const lack = () => {
    for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection']) Reflect.deleteProperty(window, name)
  }
  // The smaller name offers a link, the greater one answers.
  for (const name of ['alice', 'carol']) {
    const tab = await signInLacking(browsers, name, lack)
    await tab.open('bob')
    await tab.send(`from ${name}`)
    await tab.expectMark(`from ${name}`, 'Delivered from mailbox')
    await expectWay(tab, 'this browser has no direct connections')
    await bob.open(name)
    await bob.send(`to ${name}`)
    await bob.expectMark(`to ${name}`, 'Delivered from mailbox')
    await expect(tab.message(`to ${name}`)).toBeVisible()
  }
  await expectWay(bob, 'no direct connection could be opened between the two browsers')
})

/** As Firefox does: it tells the public half of a key that it has made, and of none that it was given. */
function keepPublicHalves(): void {
  const { importKey } = SubtleCrypto.prototype
  const lacking = async (...args: unknown[]): Promise<unknown> => {
    if (args[0] === 'pkcs8') throw new DOMException('The operation failed', 'OperationError')
    return Reflect.apply(importKey, crypto.subtle, args)
  }
  Reflect.set(SubtleCrypto.prototype, 'importKey', lacking)
}

test('words that this browser cannot set any more are told, and new ones can be made', async ({ browsers }) => {
  const { page } = await signInLacking(browsers, 'alice', keepPublicHalves)
  const confirm = async () => {
    await page.getByRole('button', { name: 'Show me the words' }).click()
    const list = page.getByRole('list', { name: 'Recovery phrase' }).getByRole('listitem')
    await expect(list).toHaveCount(24)
    const words = await list.allInnerTexts()
    await page.getByRole('button', { name: 'I have written them down' }).click()
    await expect(page.getByLabel(/^Word \d+$/)).toHaveCount(2)
    for (const field of await page.getByLabel(/^Word \d+$/).all()) {
      const place = Number((await field.getAttribute('id'))?.replace('word-', ''))
      await field.fill(words[place]?.trim() ?? '')
    }
  }
  const set = page.getByRole('button', { name: 'Set the phrase' })
  await page.getByRole('button', { name: 'Write them down' }).click()
  await confirm()
  // As if one had left the page and come back: whoever makes the phrase is another one now.
  await page.evaluate(() => document.querySelector('vc-app')?.chat?.restored())
  await set.click()
  await expect(page.getByRole('alert').filter({ hasText: 'cannot set these words' })).toBeVisible()
  await expect(set).toHaveAttribute('aria-disabled', 'false')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Write them down' }).click()
  await confirm()
  await set.click()
  await expect(page.getByRole('dialog')).toBeHidden()
})

/** As WebKit does: it writes an X25519 key and cannot read what it wrote. */
function loseStoredX25519(): void {
  const isLost = (value: unknown) => value instanceof CryptoKey && value.algorithm.name === 'X25519'
  const { put } = IDBObjectStore.prototype
  IDBObjectStore.prototype.put = function (this: IDBObjectStore, value: unknown, ...key: IDBValidKey[]) {
    const record: unknown = isLost(Reflect.get(Object(value), 'privateKey')) ? { id: 1 } : value
    return Reflect.apply(put, this, [record, ...key]) as IDBRequest<IDBValidKey>
  }
  const clone = structuredClone
  window.structuredClone = <T>(value: T) => {
    if (isLost(value)) throw new TypeError('Unable to deserialize data.')
    return clone(value)
  }
}

test('who cannot store an X25519 key reads mail sealed to it, also after a reload', async ({ browsers }) => {
  const bob = await signInLacking(browsers, 'bob', loseStoredX25519)
  const alice = await browsers.newTab({ name: 'alice', search: '?peer-links=off' })
  await alice.expectOnline('bob')
  await bob.signOut()
  await alice.open('bob')
  await alice.send('while you were away')
  await alice.expectMark('while you were away', 'Stored')
  await bob.page.reload()
  await bob.signInAgain()
  await bob.open('alice')
  await bob.expectTexts(['while you were away'])
  await alice.expectMark('while you were away', 'Delivered from mailbox')
})
