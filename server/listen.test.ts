import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { connect, type Socket } from 'node:net'
import { once } from 'node:events'
import { io } from 'socket.io-client'
import { afterEach, expect, it } from 'vitest'
import { startServer } from './testing/start-server.ts'
import { temporaryDirectory } from './testing/temporary.ts'

const releases: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const release of releases.splice(0).reverse()) await release()
})

interface Answer {
  readonly status: number | undefined
  readonly headers: Record<string, unknown>
  readonly certificate: string | undefined
}

function ask(url: string, path: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const send = url.startsWith('https:') ? requestHttps : requestHttp
    send(`${url}${path}`, { rejectUnauthorized: false }, (response) => {
      const { socket } = response
      const certificate = 'getPeerX509Certificate' in socket ? certificateOf(socket) : undefined
      response.resume()
      response.once('end', () => resolve({ status: response.statusCode, headers: response.headers, certificate }))
    })
      .once('error', reject)
      .end()
  })
}

function certificateOf(socket: Socket): string | undefined {
  if (!('getPeerX509Certificate' in socket) || typeof socket.getPeerX509Certificate !== 'function') return undefined
  const certificate: unknown = Reflect.apply(socket.getPeerX509Certificate, socket, [])
  return typeof certificate === 'object' && certificate !== null && 'fingerprint256' in certificate
    ? String(certificate.fingerprint256)
    : undefined
}

it('serves https and sends plain requests on the same port there', async () => {
  const { path: data, remove } = await temporaryDirectory()
  releases.push(remove)
  const server = await startServer({ args: ['--https'], data })
  const first = await ask(server.url, '/health')
  expect(first.status).toBe(200)
  expect(first.headers['strict-transport-security']).toContain('max-age=63072000')
  expect(first.headers['access-control-allow-origin']).toBe('*')
  expect(first.headers['content-security-policy']).toContain(`wss://localhost:${server.port}`)
  const plain = await ask(server.url.replace('https', 'http'), '/some/page?q=1')
  expect([plain.status, plain.headers['location']]).toEqual([308, `${server.url}/some/page?q=1`])

  const socket = io(server.url, { transports: ['websocket'], rejectUnauthorized: false, reconnection: false })
  await new Promise((resolve, reject) => {
    socket.once('session:challenged', resolve)
    socket.once('connect_error', reject)
  })
  socket.close()
  await server.stop()

  const again = await startServer({ args: ['--https'], data })
  releases.push(again.stop)
  const second = await ask(again.url, '/health')
  expect(second.certificate).toBe(first.certificate)
  expect(second.certificate).toBeDefined()
})

it('survives connections that speak neither', async () => {
  for (const args of [['--https'], []]) {
    const server = await startServer({ args })
    releases.push(server.stop)
    for (const noise of [Buffer.from([0x16, 3, 1, 0, 1, 0]), Buffer.from('hello\r\n\r\n'), Buffer.alloc(70_000, 120)]) {
      const socket = connect(server.port, '127.0.0.1')
      socket.on('error', () => {})
      socket.end(noise)
      socket.resume()
      await once(socket, 'close')
    }
    expect((await ask(server.url, '/health')).status).toBe(200)
  }
})
