import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CONNECTION_LOST, expect, test } from './fixtures.ts'
import { startServer, type TestServer } from './server.ts'
import type { Tab } from './tab.ts'

const listen = (server: Server) =>
  new Promise<string>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)),
  )

/**
 * A page that may connect to: nobody, web servers that are no chat, one that talks to other pages and one that does not,
 * and a chat server that does not know the page.
 */
const astray = test.extend<{ dead: string; stranger: string; aloof: string; other: TestServer }>({
  // Below the ports that a system gives out: on one of those another test's server may be by now.
  dead: 'http://127.0.0.1:14333',
  stranger: async ({ browserName: _ }, use) => {
    const server = createServer((_request, response) =>
      response
        .writeHead(200, { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' })
        .end('hello'),
    )
    await use(await listen(server))
    server.close()
    server.closeAllConnections()
  },
  aloof: async ({ browserName: _ }, use) => {
    const server = createServer((_request, response) => response.writeHead(404).end('nothing here'))
    await use(await listen(server))
    server.close()
    server.closeAllConnections()
  },
  other: async ({ browserName: _ }, use) => {
    const server = await startServer()
    await use(server)
    await server.release()
  },
  serverOptions: async ({ dead, stranger, aloof, other }, use) =>
    use(['--connect', [dead, stranger, aloof, other.url].join(',')]),
})

astray.describe('row 3: a wrong server is told within 5 s, and the form stays usable', () => {
  /** Lets the page note when it dials: before that, keys are made and the storage is opened. */
  async function noteDialling({ page }: Tab): Promise<void> {
    await page.addInitScript(() => {
      window.WebSocket = class extends WebSocket {
        constructor(...of: ConstructorParameters<typeof WebSocket>) {
          document.documentElement.dataset['dialled'] ??= String(performance.now())
          super(...of)
        }
      }
    })
    await page.reload()
  }

  /** By the clock of the page: a busy machine looks seldom. */
  async function expectToldSoon(tab: Tab, server: string, words: string, name = 'alice'): Promise<void> {
    await noteDialling(tab)
    const told = await tab.page.locator('#problem').evaluateHandle((alert, words) => {
      const noted: number[] = []
      const note = () => {
        const { dialled } = document.documentElement.dataset
        if (alert.textContent?.includes(words)) noted.push(performance.now() - Number(dialled))
      }
      new MutationObserver(note).observe(alert, { subtree: true, childList: true, characterData: true })
      return noted
    }, words)
    await tab.tryServer(name, server)
    await expect(tab.notices().filter({ hasText: words })).toBeVisible({ timeout: 20_000 })
    expect((await told.jsonValue())[0]).toBeLessThan(5000)
  }

  astray('unreachable', async ({ browsers, dead }) => {
    browsers.allow(CONNECTION_LOST)
    const tab = await browsers.newTab()
    await expectToldSoon(tab, dead, `No chat server answers at ${dead}`)
    await tab.useOwnServer()
    await tab.signIn('alice')
  })

  astray('not a chat server', async ({ browsers, stranger, aloof }) => {
    browsers.allow(CONNECTION_LOST)
    browsers.allow(/blocked by CORS policy/)
    const tab = await browsers.newTab()
    for (const address of [stranger, aloof])
      await expectToldSoon(tab, address, `Something answers at ${address}, but it is not a chat server`)
  })

  astray('another protocol version', async ({ browsers, dead }) => {
    const tab = await browsers.newTab()
    await tab.page.routeWebSocket(/127\.0\.0\.1:\d+\/socket\.io/, (socket) => {
      socket.send('0{"sid":"a","upgrades":[],"pingInterval":4000,"pingTimeout":5000,"maxPayload":1000}')
      socket.onMessage((message) => {
        if (message !== '40') return
        socket.send('40{"sid":"b"}')
        const challenge = { service: 'virtual-chat', protocolVersion: 999, nonce: 'A'.repeat(43) }
        socket.send(`42${JSON.stringify(['session:challenged', challenge])}`)
      })
    })
    // The name that was typed last is in the form after a reload, also in a tab that knew none or another.
    for (const name of ['alice', 'bob']) {
      await expectToldSoon(tab, dead, 'speaks version 999', name)
      await tab.page.getByRole('button', { name: 'Reload', exact: true }).click()
      await expect(tab.page.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue(name)
    }
  })

  astray('a chat server that does not allow the page', async ({ browsers, other }) => {
    browsers.allow(CONNECTION_LOST)
    const tab = await browsers.newTab()
    await expectToldSoon(tab, other.url, '--allow-origin')
  })
})

test('row 3: a server that this page may not connect to is told with the option that allows it', async ({
  browsers,
}) => {
  browsers.allow(/Content Security Policy|Refused to connect/)
  const tab = await browsers.newTab()
  await tab.tryServer('alice', 'http://127.0.0.1:9')
  await expect(tab.notices().filter({ hasText: '--connect http://127.0.0.1:9' })).toBeVisible()
})
