import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Browser, type BrowserContext, type Page } from '@playwright/test'
import { startServer, type TestServer } from '../../e2e/server.ts'
import { driveTab, type Tab } from '../../e2e/tab.ts'
import { expect } from './acts.ts'
import { fixStorageUse, holdCountdown, keepKey, setClock, type SceneTime } from './same-page.ts'

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
  /** Lets no countdown go on. */
  holdCountdown(actor: Tab): Promise<void>
  /** Takes the picture in each size and theme. The phone may show another pane: `#/` for the list. */
  shoot(actor: Tab, view: string, phonePane?: string): Promise<void>
}

/** Sets a stage for one scene, with the page that lies in `web`, and clears it afterwards. */
export async function withStage(browser: Browser, web: string, scene: (stage: Stage) => Promise<void>): Promise<void> {
  const server = await startServer(['--web', web])
  const contexts: BrowserContext[] = []
  let time = sceneTime('2026-05-12T10:24:00Z')
  try {
    await scene({
      server,
      async enter(name) {
        const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC', viewport: sizeOf(DEVICES[0]) })
        contexts.push(context)
        // tsx marks each function with this helper, which the page does not have.
        await context.addInitScript({ content: 'globalThis.__name = (named) => named' })
        await context.addInitScript(setClock, time)
        await context.addInitScript(keepKey, name ?? '')
        await context.addInitScript(fixStorageUse)
        const page = await context.newPage()
        await page.goto(server.url)
        const tab = driveTab(page)
        if (name !== undefined) await tab.signIn(name)
        return { ...tab, name: name ?? '' }
      },
      setArrivalTime: (at) => void (time = sceneTime(at)),
      async setTime(at) {
        time = sceneTime(at)
        await Promise.all(contexts.flatMap((context) => context.pages()).map((page) => comeBack(page, time)))
      },
      holdCountdown: ({ page }) => page.evaluate(holdCountdown),
      shoot: ({ page }, view, phonePane) => shoot(page, view, phonePane),
    })
  } finally {
    for (const context of contexts) await context.close()
    await server.release()
  }
}

/** Reloads at another time. A clock that jumps under an open connection would end it. */
async function comeBack(page: Page, time: SceneTime): Promise<void> {
  const signedIn = await page.getByRole('button', { name: 'Sign out', exact: true }).isVisible()
  await page.evaluate((to) => sessionStorage.setItem('scene-time', JSON.stringify(to)), time)
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

function sceneTime(at: string): SceneTime {
  return { scene: Date.parse(at), begun: Date.now() }
}

function sizeOf({ width, height }: { width: number; height: number }): { width: number; height: number } {
  return { width, height }
}
