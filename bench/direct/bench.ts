import type { Page } from '@playwright/test'
import { holds, isPageBuilt, launchBrowser, number, openTab, watch } from '../browser/pages.ts'
import { percentile } from '../harness/numbers.ts'
import { startOurs } from '../harness/servers.ts'
import { less, more, type Row, type Suite } from '../harness/suite.ts'
import { rawRoundTrip } from './raw-peers.ts'

/** Types each message into the composer and presses Enter, as fast as the page takes them. */
const burst = (first: number, count: number) => `(async () => {
  const find = (root) => root.querySelector('textarea') ??
    [...root.querySelectorAll('*')].map((each) => each.shadowRoot && find(each.shadowRoot)).find(Boolean)
  const field = find(document)
  for (let id = ${first}; id < ${first + count}; id++) {
    field.value = 'bench-' + id
    field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }))
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, composed: true, cancelable: true }))
    if (id % 10 === 0) await new Promise((resolve) => setTimeout(resolve))
  }
})()`

async function sendOne(page: Page, id: number): Promise<void> {
  const field = page.getByRole('textbox', { name: 'Message', exact: true })
  await field.fill(`bench-${id}`)
  await field.press('Enter')
}

/** Two tabs of one browser: compose to shown to acked, both sides durable. */
export const direct: Suite = {
  name: 'direct',
  async run(stage) {
    if (!isPageBuilt()) {
      stage.progress('the page is not built (npm run build): skipped')
      return []
    }
    const server = await startOurs()
    const browser = await launchBrowser()
    try {
      const raw = await rawRoundTrip(browser, server.url)
      stage.progress(`raw simple-peer round trip ${raw.toFixed(2)} ms`)
      const alice = await openTab(browser, server.url, 'alice')
      const bob = await openTab(browser, server.url, 'bob')
      await alice.expectOnline('bob')
      await bob.expectOnline('alice')
      await bob.open('alice')
      await alice.open('bob')
      await watch(alice.page)
      await watch(bob.page)

      const waits: number[] = []
      const marks: number[] = []
      let first = Number.NaN
      for (let id = 0; id < (stage.isQuick ? 10 : 60); id++) {
        await sendOne(alice.page, id)
        await holds(bob.page, `window.benchSeen[${id}]?.shown`)
        await holds(alice.page, `window.benchSeen[${id}]?.direct ?? window.benchSeen[${id}]?.other`)
        const sent = await number(alice.page, 'window.benchSent')
        const shown = (await number(bob.page, `window.benchSeen[${id}].shown`)) - sent
        if (id === 0) first = shown
        else {
          waits.push(shown)
          marks.push((await number(alice.page, `window.benchSeen[${id}].direct`)) - sent)
        }
      }
      const rows: Row[] = [
        less(
          {
            what: 'shown on the other side, p50',
            unit: 'ms',
            ours: percentile(waits, 0.5),
            anchor: { name: 'raw round trip', value: raw },
          },
          { words: '≤ raw + 10 ms', most: raw + 10 },
        ),
        less({ what: 'marked "Delivered directly", p50', unit: 'ms', ours: percentile(marks, 0.5) }),
        less(
          { what: 'first message to a new peer', unit: 'ms', ours: first },
          { words: '≤ 500 ms from click', most: 500 },
        ),
      ]
      const count = stage.isQuick ? 100 : 1000
      stage.progress(`a burst of ${count}`)
      const begun = performance.now()
      await alice.page.evaluate(burst(1000, count))
      await holds(bob.page, `window.benchSeen[${999 + count}]?.shown`, 60_000)
      const took = performance.now() - begun
      await holds(
        alice.page,
        `window.benchSeen[${999 + count}]?.direct ?? window.benchSeen[${999 + count}]?.other`,
        60_000,
      )
      rows.push(
        more(
          { what: 'sustained in a burst', n: count, unit: '/s', ours: (count / took) * 1000 },
          { words: '≥ 500/s', least: 500 },
        ),
      )
      return rows
    } finally {
      await browser.close()
      await server.stop()
    }
  },
}
