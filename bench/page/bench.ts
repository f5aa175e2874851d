import { expect, type Browser, type Page } from '@playwright/test'
import { setTimeout as sleep } from 'node:timers/promises'
import { isPageBuilt, launchBrowser, number, openTab, watch, holds } from '../browser/pages.ts'
import { median } from '../harness/numbers.ts'
import { startOurs } from '../harness/servers.ts'
import { less, type Row, type Suite } from '../harness/suite.ts'
import { commandFrame } from '../load/connection.ts'
import { createPeople, signInAll, type Member } from '../load/sign-in.ts'

/** How many times slower than this machine a cheap phone is taken to be. */
const SLOW = 4

const LONG_TASKS = `window.benchLong = 0
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.benchLong = Math.max(window.benchLong, entry.duration)
  }).observe({ type: 'longtask', buffered: true })`

/** Posts to Everyone through a connection, a few under way at a time. */
async function postMany(poster: Member, count: number, mark: (index: number) => string): Promise<void> {
  for (let at = 0; at < count; at += 50) {
    const posts = await Promise.all(
      Array.from({ length: Math.min(50, count - at) }, (_, index) =>
        poster.person.post(`${mark(at + index)} ${at + index}`, `${mark(at + index)} and some more words to read`),
      ),
    )
    let missing = posts.length
    const acked = new Promise<void>((resolve) => {
      poster.ears = { onAck: () => --missing === 0 && resolve() }
    })
    poster.socket.send(Buffer.concat(posts.map((post) => commandFrame(poster.nextId(), 'group:post', post))))
    await acked
  }
}

/** Sets how many times slower than this machine the page's processor is. It holds as long as its session does. */
async function throttle(page: Page): Promise<(rate: number) => Promise<void>> {
  const session = await page.context().newCDPSession(page)
  return async (rate) => void (await session.send('Emulation.setCPUThrottlingRate', { rate }))
}

/** Milliseconds until the sign-in form can be used, in a browser that has never seen the page. */
async function coldLoads(browser: Browser, url: string, rate: number): Promise<number> {
  const loads: number[] = []
  for (let round = 0; round < 5; round++) {
    const context = await browser.newContext()
    const cold = await context.newPage()
    await (
      await throttle(cold)
    )(rate)
    await cold.goto(url)
    await cold.getByRole('textbox', { name: 'Name', exact: true }).waitFor()
    loads.push(await number(cold, 'performance.now()'))
    await context.close()
  }
  return median(loads)
}

async function longest(page: Page): Promise<number> {
  const longTask = await number(page, 'window.benchLong')
  await page.evaluate('window.benchLong = 0; true')
  return longTask
}

/** The page as its users feel it. */
export const page: Suite = {
  name: 'page',
  async run(stage) {
    if (!isPageBuilt()) {
      stage.progress('the page is not built (npm run build): skipped')
      return []
    }
    const server = await startOurs()
    const browser = await launchBrowser()
    try {
      const load = await coldLoads(browser, server.url, 1)
      const slowLoad = await coldLoads(browser, server.url, SLOW)
      const [poster] = await signInAll(server, await createPeople('p', 1))
      if (!poster) throw new Error('nobody')
      const reader = await openTab(browser, server.url, 'reader')
      await reader.page.evaluate(LONG_TASKS)
      await reader.open('Everyone')
      await longest(reader.page)

      await watch(reader.page)
      const arrive = async (from: number) => {
        const begun = performance.now()
        await postMany(poster, 1000, (index) => `bench-${from + index}`)
        await holds(reader.page, `window.benchSeen[${from + 999}]?.shown`, 60_000)
        return { shown: performance.now() - begun, task: await longest(reader.page) }
      }
      stage.progress('1,000 arrive while Everyone is open')
      const arrived = await arrive(0)
      stage.progress(`1,000 more, the processor ${SLOW} times slower`)
      const slow = await throttle(reader.page)
      await slow(SLOW)
      const slowly = await arrive(1000)
      await slow(1)

      const count = stage.isQuick ? 1000 : 8000
      stage.progress(`${count} more arrive in the background`)
      await reader.open(poster.person.name)
      await longest(reader.page)
      await postMany(poster, count, (index) => `old-${index}`)
      await expect(reader.row('Everyone')).toHaveAccessibleName(/unread/, { timeout: 60_000 })
      await sleep(5000)
      const background = await longest(reader.page)

      const opening = performance.now()
      await reader.open('Everyone')
      const opened = performance.now() - opening
      await sleep(500)
      const openTask = await longest(reader.page)
      const aim = { words: 'no long task > 100 ms', most: 100 }
      const all = count + 2000
      const slowed = `, CPU ${SLOW}× slower`
      const rows: Row[] = [
        less({ what: 'cold load to the sign-in form', unit: 'ms', ours: load }),
        less(
          { what: `cold load to the sign-in form${slowed}`, unit: 'ms', ours: slowLoad },
          { words: '≤ 1 s', most: 1000 },
        ),
        less({ what: 'all shown while open', n: 1000, unit: 'ms', ours: arrived.shown }),
        less({ what: 'longest task meanwhile', n: 1000, unit: 'ms', ours: arrived.task }, aim),
        less({ what: `all shown while open${slowed}`, n: 1000, unit: 'ms', ours: slowly.shown }),
        less({ what: `longest task meanwhile${slowed}`, n: 1000, unit: 'ms', ours: slowly.task }, aim),
        less({ what: 'longest task while posts arrive unseen', n: count, unit: 'ms', ours: background }, aim),
        less({ what: 'conversation opened', n: all, unit: 'ms', ours: opened }),
        less({ what: 'longest task while it opens', n: all, unit: 'ms', ours: openTask }, aim),
      ]
      poster.socket.close()
      return rows
    } finally {
      await browser.close()
      await server.stop()
    }
  },
}
