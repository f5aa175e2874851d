import { readFile } from 'node:fs/promises'
import { expect, test, type Browsers } from './fixtures.ts'
import type { Tab } from './tab.ts'

/** The first thing a page runs from its next load on. */
async function runFirst(tab: Tab, script: () => void): Promise<void> {
  await tab.page.addInitScript(script)
  await tab.page.reload()
}

/** The texts of everything in the file that the settings hand out. */
async function exportedTexts({ page }: Tab): Promise<string[]> {
  const button = page.getByRole('button', { name: 'Export as JSON' })
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()])
  const file = JSON.parse(await readFile(await download.path(), 'utf8')) as {
    conversations: { messages: { text: string }[] }[]
  }
  return file.conversations.flatMap(({ messages }) => messages.map(({ text }) => text))
}

/** Alice, whose page can be told to lose its storage, talks with bob. */
async function talking(browsers: Browsers, script: () => void): Promise<{ alice: Tab; bob: Tab }> {
  const alice = await browsers.newTab()
  await runFirst(alice, script)
  await alice.signIn('alice')
  const bob = await browsers.newTab({ name: 'bob' })
  await alice.expectOnline('bob')
  await alice.open('bob')
  await bob.open('alice')
  await alice.send('while all was well')
  // Of bob nothing is on its way any more that alice would have to store.
  await expect(alice.message('while all was well').getByRole('img', { name: 'Read', exact: true })).toBeVisible()
  return { alice, bob }
}

/** A line that cannot be stored is not sent, stays where it was typed, and the page says why. */
async function expectRefused(alice: Tab, bob: Tab, why: string): Promise<void> {
  await alice.send('too late')
  await expect(alice.page.getByRole('alert').filter({ hasText: why })).toBeVisible()
  await expect(alice.notices().filter({ hasText: 'was not sent. Your text is kept' })).toBeVisible()
  await expectKept(alice, bob)
}

/** What was typed is where it was typed, and nowhere else. */
async function expectKept(alice: Tab, bob: Tab): Promise<void> {
  await expect(alice.page.getByRole('textbox', { name: 'Message', exact: true })).toHaveValue('too late')
  await alice.expectTexts(['while all was well'])
  await bob.expectTexts(['while all was well'])
}

/** The banner leads to the export, which has what can still be read. */
async function expectExport(alice: Tab): Promise<void> {
  await alice.page.getByRole('button', { name: 'Export history' }).click()
  expect(await exportedTexts(alice)).toEqual(['while all was well'])
  await expect(alice.notices().filter({ hasText: 'Exported 1 message' })).toBeVisible()
}

/** Storage is full for a page whose root says so. */
function armQuota(): void {
  for (const verb of ['put', 'add'] as const) {
    const original = IDBObjectStore.prototype[verb]
    IDBObjectStore.prototype[verb] = function (this: IDBObjectStore, ...args: [unknown, IDBValidKey?]) {
      if (document.documentElement.dataset['full'] === 'true')
        throw new DOMException('The quota has been exceeded.', 'QuotaExceededError')
      return original.apply(this, args)
    }
  }
}

async function setFull({ page }: Tab, full: boolean): Promise<void> {
  await page.evaluate((text) => (document.documentElement.dataset['full'] = text), String(full))
}

test.describe('a browser that stores nothing', () => {
  const fail = {
    'refuses the database': () => {
      IDBFactory.prototype.open = () => {
        throw new DOMException('The user denied permission to access the database.', 'SecurityError')
      }
    },
    'has no database': () => {
      Object.defineProperty(globalThis, 'indexedDB', { value: undefined })
    },
    'may not even be asked': () => {
      for (const name of ['localStorage', 'sessionStorage', 'indexedDB'])
        Object.defineProperty(globalThis, name, {
          get() {
            throw new DOMException('The document is denied access to its storage.', 'SecurityError')
          },
        })
    },
  }
  for (const [what, script] of Object.entries(fail))
    test(`${what}: signing in says so and does not happen`, async ({ browsers }) => {
      const alice = await browsers.newTab()
      await runFirst(alice, script)
      await alice.tryName('alice')
      await expect(alice.notices().filter({ hasText: 'does not let the page store anything' })).toBeVisible()
      await expect(alice.page.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('alice')
      const bob = await browsers.newTab({ name: 'bob' })
      await expect(bob.page.getByText('Nobody else has signed in yet.')).toBeVisible()
      await expect(bob.row('alice')).toHaveCount(0)
    })
})

test.describe('storage that runs full', () => {
  test('stops sending, keeps the text, and offers the export', async ({ browsers }) => {
    const { alice, bob } = await talking(browsers, armQuota)
    await setFull(alice, true)
    await expectRefused(alice, bob, 'no space left')
    await expectExport(alice)
  })

  test('keeps the text also of who has gone elsewhere meanwhile', async ({ browsers }) => {
    const { alice } = await talking(browsers, armQuota)
    await setFull(alice, true)
    const box = alice.page.getByRole('textbox', { name: 'Message', exact: true })
    await box.fill('too late')
    const elsewhere = await alice.row('Everyone').elementHandle()
    await box.evaluate((field, row) => {
      field.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, composed: true, cancelable: true }),
      )
      ;(row as HTMLElement).click()
    }, elsewhere)
    await expect(alice.page.getByRole('alert').filter({ hasText: 'no space left' })).toBeVisible()
    await expect(alice.page.getByRole('log', { name: 'Messages in Everyone' })).toBeVisible()
    await alice.open('bob')
    await expect(box).toHaveValue('too late')
  })

  test('acks nothing, so that what arrives meanwhile is there after room was made', async ({ browsers }) => {
    const { alice, bob } = await talking(browsers, armQuota)
    await setFull(alice, true)
    await bob.send('can you hear me')
    await bob.expectMark('can you hear me', 'Stored')
    await expect(alice.page.getByRole('alert').filter({ hasText: 'no space left' })).toBeVisible()
    await alice.expectTexts(['while all was well'])

    await alice.page.reload()
    await alice.expectTexts(['while all was well', 'can you hear me'])
    await bob.expectMark('can you hear me', 'Delivered from mailbox')
    await alice.send('now I can')
    await bob.expectTexts(['while all was well', 'can you hear me', 'now I can'])
  })

  test('is over after signing out and in, and the open conversation goes on with the text that was kept', async ({
    browsers,
  }) => {
    const { alice, bob } = await talking(browsers, armQuota)
    await setFull(alice, true)
    await expectRefused(alice, bob, 'no space left')
    await setFull(alice, false)
    await alice.signOut()
    await alice.signInAgain()
    await expect(alice.page.getByRole('alert').filter({ hasText: 'no space left' })).toBeHidden()
    await alice.page.getByRole('button', { name: 'Send', exact: true }).click()
    await alice.expectTexts(['while all was well', 'too late'])
    await bob.expectTexts(['while all was well', 'too late'])
  })

  test('is told in the other tab of that person too', async ({ browsers }) => {
    const { alice, bob } = await talking(browsers, armQuota)
    const other = await browsers.newTab({ name: 'alice', beside: alice })
    await other.open('bob')
    await setFull(alice, true)
    await expectRefused(alice, bob, 'no space left')
    // Its own storage would take the line.
    await expect(other.page.getByRole('alert').filter({ hasText: 'no space left' })).toBeVisible()
    await expectRefused(other, bob, 'no space left')
  })
})

test('what fails in the page itself is not called storage, and the text is kept', async ({ browsers }) => {
  const failure = 'no randomness'
  browsers.allow(new RegExp(failure))
  const { alice, bob } = await talking(browsers, () => {})
  const { page } = alice
  await page.getByRole('textbox', { name: 'Message', exact: true }).fill('too late')
  await page.evaluate((words) => {
    crypto.getRandomValues = () => {
      throw new Error(words)
    }
  }, failure)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert').filter({ hasText: 'Something went wrong in this page' })).toBeVisible()
  await page.keyboard.type('!')
  await page.keyboard.press('Backspace')
  await expectKept(alice, bob)
})

test.describe('a database deleted under the page', () => {
  const removals = {
    'by another page': async ({ page }: Tab) => {
      await page.evaluate(async () => {
        const databases = await indexedDB.databases()
        for (const { name = '' } of databases.filter((database) => database.name?.endsWith(':alice')))
          await new Promise((resolve) => (indexedDB.deleteDatabase(name).onsuccess = resolve))
      })
    },
    'by the browser': async ({ page }: Tab) => {
      const session = await page.context().newCDPSession(page)
      const origin = new URL(page.url()).origin
      await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' })
    },
  }
  for (const [who, remove] of Object.entries(removals))
    test(`${who}: signs out, keeps the text, and exports what is on the screen`, async ({ browsers }) => {
      const { alice, bob } = await talking(browsers, () => {})
      // Typed before, and sent by a key: a draft or a note of reading that is stored meanwhile signs out as
      // well, and a button that is off by then would be waited for.
      await alice.page.getByRole('textbox', { name: 'Message', exact: true }).fill('too late')
      await remove(alice)
      await alice.page.keyboard.press('Enter')
      await expect(alice.page.getByRole('alert').filter({ hasText: 'closed the storage' })).toBeVisible()
      // Where the draft was stored before the key came, it is the answer to the key as well.
      await expect(alice.page.getByText('You are signed out. Sign in to write.').first()).toBeVisible()
      await expectKept(alice, bob)
      await bob.expectOffline('alice')
      await expectExport(alice)
    })
})
