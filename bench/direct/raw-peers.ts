import type { Browser, Page } from '@playwright/test'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { holds } from '../browser/pages.ts'

const SIMPLE_PEER = readFileSync(createRequire(import.meta.url).resolve('simple-peer/simplepeer.min.js'), 'utf8')

const peer = (initiator: boolean) => `
  window.peer = new SimplePeer({ initiator: ${initiator} })
  peer.on('signal', (signal) => hand(JSON.stringify(signal)))
  peer.on('connect', () => { window.isOpen = true })
  ${initiator ? '' : "peer.on('data', (data) => peer.send(data))"}
  true`

/** Round trips of 200 bytes, one at a time, ms. */
const ROUND_TRIPS = `new Promise((resolve) => {
  const bytes = new Uint8Array(200)
  const times = []
  let begun = 0
  const next = () => { begun = performance.now(); peer.send(bytes) }
  peer.on('data', () => {
    times.push(performance.now() - begun)
    if (times.length < 300) next()
    else resolve(times.sort((a, b) => a - b)[150])
  })
  next()
})`

/** The median round trip of a bare simple-peer link between two tabs, ms. */
export async function rawRoundTrip(browser: Browser, url: string): Promise<number> {
  const pages: Page[] = []
  for (let each = 0; each < 2; each++) {
    const page = await (await browser.newContext({ bypassCSP: true })).newPage()
    // Any address will do; data channels need a secure context.
    await page.goto(`${url}/health`)
    await page.addScriptTag({ content: SIMPLE_PEER })
    pages.push(page)
  }
  const [a, b] = pages
  if (!a || !b) throw new Error('no pages')
  await a.exposeFunction('hand', (signal: string) => b.evaluate(`peer.signal(${signal}); true`))
  await b.exposeFunction('hand', (signal: string) => a.evaluate(`peer.signal(${signal}); true`))
  await b.evaluate(peer(false))
  await a.evaluate(peer(true))
  await holds(a, 'window.isOpen')
  const trip = Number(await a.evaluate(ROUND_TRIPS))
  for (const page of pages) await page.context().close()
  return trip
}
