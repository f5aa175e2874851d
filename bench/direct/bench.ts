import type { BrowserContext, Page } from '@playwright/test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isPageBuilt, launchBrowser, launchWithProfile, noted, number, openTab, watch } from '../browser/pages.ts'
import { median, percentile } from '../harness/numbers.ts'
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

/** Bursts one after the other; the first is for the compilers of both pages. */
const BURSTS = 4
/** People do not type faster: until then what the message before has set off is over. */
const PAUSE_MS = 100

/** Types a message and presses Enter. When it was shown on the other screen, and marked as delivered on this one. */
async function sendOne(from: Page, to: Page, id: number): Promise<readonly [shown: number, marked: number]> {
  await from.getByRole('textbox', { name: 'Message', exact: true }).fill(`bench-${id}`)
  // Asked for, and the box found, before Enter: on two cores all that the bench does later is part of what it measures.
  const told = Promise.all([noted(to, id, 'shown'), noted(from, id, 'direct')])
  await sleep(PAUSE_MS)
  await from.keyboard.press('Enter')
  return told
}

/** Two browsers with a profile on disk: compose to shown to acked, both sides durable. */
export const direct: Suite = {
  name: 'direct',
  async run(stage) {
    if (!isPageBuilt()) {
      stage.progress('the page is not built (npm run build): skipped')
      return []
    }
    const server = await startOurs()
    const profiles = await mkdtemp(join(tmpdir(), 'virtual-chat-bench-'))
    const browser = await launchBrowser()
    const contexts: BrowserContext[] = []
    const open = async (name: string) => {
      const context = await launchWithProfile(join(profiles, name))
      contexts.push(context)
      return openTab(context, server.url, name)
    }
    try {
      const raw = await rawRoundTrip(browser, server.url)
      await browser.close()
      stage.progress(`raw simple-peer round trip ${raw.toFixed(2)} ms`)
      const [alice, bob] = [await open('alice'), await open('bob')]
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
        const [shown, marked] = await sendOne(alice.page, bob.page, id)
        const sent = await number(alice.page, 'window.benchSent')
        if (id === 0) first = shown - sent
        else {
          waits.push(shown - sent)
          marks.push(marked - sent)
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
      const rates: number[] = []
      for (let round = 0; round < BURSTS; round++) {
        stage.progress(`a burst of ${count}: round ${round} of ${BURSTS - 1}`)
        const from = 1000 + round * count
        const begun = performance.now()
        await alice.page.evaluate(burst(from, count))
        await noted(bob.page, from + count - 1, 'shown')
        rates.push((count / (performance.now() - begun)) * 1000)
        await noted(alice.page, from + count - 1, 'delivered')
      }
      const [cold = 0, ...warm] = rates
      rows.push(
        more(
          { what: 'sustained in a burst', n: count, unit: '/s', ours: median(warm) },
          { words: '≥ 500/s', least: 500 },
        ),
        more({ what: 'the first burst', n: count, unit: '/s', ours: cold }),
      )
      return rows
    } finally {
      for (const context of contexts) await context.close()
      await browser.close()
      await server.stop()
      await rm(profiles, { recursive: true, force: true })
    }
  },
}
