import { expect, test, type Browsers } from './fixtures.ts'
import type { Mark, Tab } from './tab.ts'

/** Silence makes a channel dead after this time. */
const SILENCE = 6000
/** The rest is for a page to show it on a busy machine. */
const NOTICED = SILENCE + 4000
/** Long enough that a busy machine sends a letter within it, short enough that silence does not end the wait. */
const ACK_TIMEOUT = 3000

/** Data channels swallow what a deaf page says, and stay open. */
function armDeafChannels(): void {
  const { send } = RTCDataChannel.prototype
  RTCDataChannel.prototype.send = function (this: RTCDataChannel, ...args: unknown[]) {
    if (document.documentElement.dataset['deaf'] !== 'true') Reflect.apply(send, this, args)
  }
}

async function setDeaf({ page }: Tab, deaf: boolean): Promise<void> {
  await page.evaluate((text) => (document.documentElement.dataset['deaf'] = text), String(deaf))
}

/** Alice and bob over a data channel; the channels of both can be made deaf. */
async function linked(browsers: Browsers, search = ''): Promise<{ alice: Tab; bob: Tab }> {
  const [alice, bob] = await Promise.all([browsers.newTab({ search }), browsers.newTab({ search })])
  for (const [name, tab] of [
    ['alice', alice],
    ['bob', bob],
  ] as const) {
    await tab.page.addInitScript(armDeafChannels)
    await tab.page.reload()
    await tab.signIn(name)
  }
  await alice.expectOnline('bob')
  await alice.open('bob')
  await bob.open('alice')
  await alice.send('hello')
  // On a busy machine it is in the mailbox before the channel is open.
  await alice.expectDelivered('hello')
  await expect(alice.way('direct')).toBeVisible({ timeout: 20_000 })
  return { alice, bob }
}

/** Milliseconds from pressing Send until the message bears that mark, by the clock of the page: a busy machine looks seldom. */
async function timeToMark(tab: Tab, text: string, mark: Mark): Promise<number> {
  const marked = await tab.log().evaluateHandle(
    (log, { text, mark }) => {
      let sentAt = 0
      addEventListener('click', () => (sentAt = performance.now()), { capture: true, once: true })
      const noted: number[] = []
      const note = () => {
        const article = [...log.querySelectorAll('article')].find((one) => one.textContent?.includes(text))
        if (article?.querySelector(`[aria-label="${mark}"]`)) noted.push(performance.now() - sentAt)
      }
      new MutationObserver(note).observe(log, { subtree: true, childList: true, attributes: true })
      return noted
    },
    { text, mark },
  )
  await tab.send(text)
  await tab.expectMark(text, mark)
  return (await marked.jsonValue())[0] ?? Infinity
}

/** Sends until a text goes directly: what a busy machine does not ack in time stays in the mailbox. Returns all that was sent. */
async function sendDirectly(tab: Tab): Promise<readonly string[]> {
  const texts: string[] = []
  await expect(async () => {
    await expect(tab.way('direct')).toBeVisible()
    const text = `direct again ${texts.length + 1}.`
    texts.push(text)
    await tab.send(text)
    await tab.expectDelivered(text)
    await expect(tab.mark(text, 'Delivered directly')).toBeVisible({ timeout: 1 })
  }).toPass({ timeout: 60_000 })
  return texts
}

test('a channel that has gone half open is noticed within 6 s, without a message', async ({ browsers }) => {
  const { alice, bob } = await linked(browsers)
  await setDeaf(bob, true)
  await expect(alice.way('direct')).toBeHidden({ timeout: NOTICED })
})

test('a half-open channel costs a message no more than its ack timeout, and its text is shown once', async ({
  browsers,
}) => {
  const { alice, bob } = await linked(browsers, `?ack-timeout=${ACK_TIMEOUT}`)
  await setDeaf(bob, true)
  const first = await timeToMark(alice, 'into the half-open channel', 'Delivered from mailbox')
  expect(first).toBeGreaterThan(ACK_TIMEOUT - 500)
  expect(first).toBeLessThan(SILENCE)
  // From then on nobody waits for it.
  await expect(alice.way('through the mailbox')).toBeVisible()
  expect(await timeToMark(alice, 'and another one', 'Delivered from mailbox')).toBeLessThan(ACK_TIMEOUT)
  await bob.expectTexts(['hello', 'into the half-open channel', 'and another one'])
})

test('a burst into a half-open channel arrives in order, each message once', async ({ browsers }) => {
  const { alice, bob } = await linked(browsers)
  await setDeaf(bob, true)
  const texts = Array.from({ length: 12 }, (_, count) => `line ${count}.`)
  for (const text of texts) await alice.send(text)
  await bob.expectTexts(['hello', ...texts])
  for (const text of texts) await expect(alice.mark(text, 'Delivered from mailbox')).toBeVisible()
})

test('a channel that recovers is used again without anybody writing first', async ({ browsers }) => {
  // Long before `SILENCE`, after which the channel would be given up.
  const { alice, bob } = await linked(browsers, '?ack-timeout=1000')
  await setDeaf(bob, true)
  await alice.send('by mail')
  await expect.poll(() => alice.way('direct').isVisible(), { intervals: [50] }).toBe(false)
  await setDeaf(bob, false)
  await expect(alice.way('direct')).toBeVisible({ timeout: 20_000 })
  await alice.expectMark('by mail', 'Delivered from mailbox')
  await bob.expectTexts(['hello', 'by mail', ...(await sendDirectly(alice))])
})

test('a channel that stays half open is built anew, and messages go directly again', async ({ browsers }) => {
  const { alice, bob } = await linked(browsers, `?ack-timeout=${ACK_TIMEOUT}`)
  await setDeaf(bob, true)
  await expect(alice.way('direct')).toBeHidden({ timeout: NOTICED })
  await setDeaf(bob, false)
  await alice.send('knock knock')
  await expect(alice.way('direct')).toBeVisible({ timeout: 20_000 })
  await bob.expectTexts(['hello', 'knock knock', ...(await sendDirectly(alice))])
})

test('a peer whose page sleeps costs an ack timeout, and has everything at once when it wakes', async ({
  browsers,
}) => {
  const { alice, bob } = await linked(browsers, `?ack-timeout=${ACK_TIMEOUT}`)
  // A page that stands still in a debugger is as deaf as one in a suspended computer; its channel stays open below it.
  const session = await bob.page.context().newCDPSession(bob.page)
  await session.send('Debugger.enable')
  const asleep = new Promise((resolve) => session.once('Debugger.paused', resolve))
  await session.send('Debugger.pause')
  await asleep
  expect(await timeToMark(alice, 'are you asleep', 'Stored')).toBeLessThan(SILENCE)
  await session.send('Debugger.resume')
  await expect(bob.message('are you asleep')).toBeVisible()
  // The frame waited in the channel, the letter in the box: whichever is opened first is receipted.
  await alice.expectDelivered('are you asleep')
  await bob.expectTexts(['hello', 'are you asleep'])
})

test('a peer that reloads is linked anew at the next message', async ({ browsers }) => {
  const { alice, bob } = await linked(browsers, `?ack-timeout=${ACK_TIMEOUT}`)
  await bob.page.reload()
  await alice.send('welcome back')
  await expect(bob.message('welcome back')).toBeVisible()
  await alice.send('knock knock')
  await expect(alice.way('direct')).toBeVisible({ timeout: 20_000 })
  await sendDirectly(alice)
})

test('a browser without WebRTC writes and reads through the mailbox', async ({ browsers }) => {
  const [alice, bob] = await Promise.all([browsers.newTab(), browsers.newTab({ name: 'bob' })])
  await alice.page.addInitScript(() => {
    for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection']) Reflect.deleteProperty(window, name)
  })
  await alice.page.reload()
  await alice.signIn('alice')
  await alice.expectOnline('bob')
  await alice.open('bob')
  await bob.open('alice')
  await alice.send('hello')
  await expect(bob.message('hello')).toBeVisible()
  await bob.send('welcome')
  await expect(alice.message('welcome')).toBeVisible()
})
