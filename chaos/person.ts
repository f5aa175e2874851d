import type { Browser } from '@playwright/test'
import { armDeafChannels, setDeafChannels } from './deaf-channels.ts'
import { openProxy, type Proxy, type Target } from './proxy.ts'
import { openTab, type LiveTab } from './tab.ts'

/** Somebody with a browser, a network and one or two windows. */
export interface Person {
  readonly name: string
  readonly proxy: Proxy
  /** Windows that are open now. */
  tabs(): readonly LiveTab[]
  /** Ends one window in that way and opens another in its place after a while. */
  loseTab(tab: LiveTab, how: 'crash' | 'close', awayMs: number): Promise<void>
  reload(tab: LiveTab): Promise<void>
  setOffline(offline: boolean): Promise<void>
  setDeaf(tab: LiveTab, deaf: boolean): Promise<void>
  /** Resolves when every window is open and signed in. */
  whole(): Promise<void>
  close(): Promise<void>
}

/** What a person tells the log. */
export interface PersonListener {
  say(line: string): void
  /** A page threw something. */
  failed(error: string): void
}

/** Gives a person a browser profile and a network of its own. No window is open yet: see `whole`. */
export async function createPerson(
  of: { name: string; windows: number; browser: Browser; target: Target },
  on: PersonListener,
): Promise<Person> {
  const proxy = await openProxy(of.target)
  const context = await of.browser.newContext({ acceptDownloads: true })
  // The compiler of this program names functions by a helper that pages do not have.
  await context.addInitScript('globalThis.__name ??= (named) => named')
  await context.addInitScript(armDeafChannels)
  const tabs = new Set<LiveTab>()
  let opened = 0
  let opening: Promise<void> = Promise.resolve()
  let closed = false
  /** Windows that shall not be opened yet. */
  let away = 0

  async function openMissing(): Promise<void> {
    while (!closed && tabs.size + away < of.windows) {
      const label = `${of.name}/${++opened}`
      try {
        tabs.add(await openTab({ context, url: proxy.origin, name: of.name, label }, on.failed))
      } catch (error) {
        on.say(`${label} could not open: ${String(error).split('\n')[0] ?? ''}`)
        await pause(500)
      }
    }
  }

  function fill(): Promise<void> {
    opening = opening.then(openMissing)
    return opening
  }

  return {
    name: of.name,
    proxy,
    tabs: () => [...tabs],
    async loseTab(tab, how, awayMs) {
      if (!tabs.delete(tab)) return
      await tab[how]()
      away++
      await pause(awayMs)
      away--
      await fill()
    },
    async reload(tab) {
      try {
        await tab.reload()
      } catch (error) {
        // Without a server there is nothing to load: as if it had been closed.
        on.say(`${tab.label} did not reload: ${String(error).split('\n')[0] ?? ''}`)
        if (!tabs.delete(tab)) return
        await tab.close()
        await fill()
      }
    },
    async setOffline(offline) {
      while (!closed) {
        // Fails when one of the windows dies at this moment.
        if (
          await context
            .setOffline(offline)
            .then(() => true)
            .catch(() => false)
        )
          return
        await pause(100)
      }
    },
    setDeaf: (tab, deaf) => tab.evaluate(setDeafChannels, deaf),
    async whole() {
      await fill()
      for (const tab of tabs) while (!(await tab.isSignedIn())) await pause(200)
    },
    async close() {
      closed = true
      await context.close()
      proxy.close()
    },
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
