import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Browser, type BrowserContext, type Page } from '@playwright/test'
import { startServer, type TestServer } from '../../e2e/server.ts'
import { driveTab, type Tab } from '../../e2e/tab.ts'
import { expect } from './acts.ts'

const DIRECTORY = 'docs/screenshots'
/** The sizes and themes of every picture. */
const DEVICES = [
  { device: 'desktop', width: 1280, height: 800, touch: false },
  { device: 'phone', width: 390, height: 844, touch: true },
] as const
const THEMES = ['light', 'dark'] as const

/** Takes part in a scene: signs in under a name and does what people do. */
export interface Actor extends Tab {
  readonly name: string
}

/** A server with nobody on it, a clock that the scene turns, and a camera. */
export interface Stage {
  readonly server: TestServer
  /** Opens a browser and signs in, or stays at the sign-in form without a name. */
  enter(name?: string): Promise<Actor>
  /** Sets the clock of those who come later. */
  setArrivalTime(time: string): void
  /** Sets everybody's clock. */
  setTime(time: string): Promise<void>
  /** Takes the picture in each size and theme. The phone may show another pane: `#/` for the list. */
  shoot(actor: Tab, view: string, phonePane?: string): Promise<void>
}

/** Sets a stage for one scene, with the page that lies in `web`, and clears it afterwards. */
export async function withStage(browser: Browser, web: string, scene: (stage: Stage) => Promise<void>): Promise<void> {
  const server = await startServer(['--web', web])
  const contexts: BrowserContext[] = []
  let shift = Date.parse('2026-05-12T10:24:00Z') - Date.now()
  try {
    await scene({
      server,
      async enter(name) {
        const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC', viewport: sizeOf(DEVICES[0]) })
        contexts.push(context)
        // tsx marks each function with this helper, which the page does not have.
        await context.addInitScript({ content: 'globalThis.__name = (named) => named' })
        await context.addInitScript(shiftClock, shift)
        // The colour of an avatar comes from the random number of its owner's device.
        await context.addInitScript(drawSameNumbers, name ?? '')
        const page = await context.newPage()
        await page.goto(server.url)
        const tab = driveTab(page)
        if (name !== undefined) await tab.signIn(name)
        return { ...tab, name: name ?? '' }
      },
      setArrivalTime: (time) => void (shift = Date.parse(time) - Date.now()),
      async setTime(time) {
        shift = Date.parse(time) - Date.now()
        await Promise.all(contexts.flatMap((context) => context.pages()).map((page) => comeBack(page, shift)))
      },
      shoot: ({ page }, view, phonePane) => shoot(page, view, phonePane),
    })
  } finally {
    for (const context of contexts) await context.close()
    await server.release()
  }
}

/** Reloads at another time. A clock that jumps under an open connection would end it. */
async function comeBack(page: Page, shift: number): Promise<void> {
  const signedIn = await page.getByRole('button', { name: 'Sign out', exact: true }).isVisible()
  await page.evaluate((by) => sessionStorage.setItem('clock-shift', String(by)), shift)
  await page.reload()
  if (signedIn) await expect(page.getByText('Connected', { exact: true })).toBeAttached()
}

async function shoot(page: Page, view: string, phonePane?: string): Promise<void> {
  await mkdir(DIRECTORY, { recursive: true })
  const devtools = await page.context().newCDPSession(page)
  await page.mouse.move(0, 0)
  for (const { device, width, height, touch } of DEVICES) {
    if (device === 'phone' && phonePane !== undefined) await page.evaluate((hash) => location.assign(hash), phonePane)
    await page.setViewportSize({ width, height })
    await devtools.send('Emulation.setTouchEmulationEnabled', { enabled: touch })
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
      await settle(page)
      await page.screenshot({
        path: join(DIRECTORY, `${view}-${device}-${theme}.png`),
        animations: 'disabled',
        caret: 'hide',
      })
    }
  }
  await page.setViewportSize(sizeOf(DEVICES[0]))
  await devtools.send('Emulation.setTouchEmulationEnabled', { enabled: false })
  await devtools.detach()
}

/** Waits until the page has laid itself out anew and drawn it. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready
    for (let frame = 0; frame < 3; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve))
  })
}

function sizeOf({ width, height }: { width: number; height: number }): { width: number; height: number } {
  return { width, height }
}

/** Runs in the page before anything else: its clock is ahead or behind. */
function shiftClock(initial: number): void {
  const shift = Number(sessionStorage.getItem('clock-shift') ?? initial)
  const Real = Date
  class Shifted extends Real {
    constructor(...at: [] | [number]) {
      super(at[0] ?? Shifted.now())
    }

    static override now(): number {
      return Real.now() + shift
    }
  }
  Reflect.set(globalThis, 'Date', Shifted)
}

/** Runs after it: random numbers that are the same in every run. Keys are not made of them. */
function drawSameNumbers(name: string): void {
  let state = Math.floor(Date.now() / 60_000) >>> 0
  for (let index = 0; index < name.length; index += 1) state = (Math.imul(state, 31) + name.charCodeAt(index)) >>> 0
  const next = () => {
    state = (state + 0x9e3779b9) >>> 0
    const mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    return (mixed ^ (mixed >>> 15)) >>> 24
  }
  crypto.getRandomValues = (array) => {
    if (ArrayBuffer.isView(array)) {
      const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
      for (let index = 0; index < bytes.length; index += 1) bytes[index] = next()
    }
    return array
  }
}
