import { once } from 'node:events'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { get, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { spawnServer, startServer, type SpawnedServer } from './testing/start-server.ts'
import { temporaryDirectory } from './testing/temporary.ts'

// What a stranger may ask of the page's files, on a server in a process of its own: it must not end.

const SCRIPT = 'console.log(1)\n'
/** More than the system holds for a reader that does not read. */
const LARGE = 32 * 1024 * 1024

let server: SpawnedServer
let web: Awaited<ReturnType<typeof temporaryDirectory>>
beforeAll(async () => {
  web = await temporaryDirectory()
  await mkdir(join(web.path, 'assets'))
  await writeFile(join(web.path, 'index.html'), '<!doctype html>')
  await writeFile(join(web.path, 'assets/stays.js'), SCRIPT)
  await writeFile(join(web.path, 'assets/goes.js'), SCRIPT)
  await writeFile(join(web.path, 'assets/large.bin'), Buffer.alloc(LARGE))
  server = await spawnServer({ args: ['--web', web.path] })
})
afterAll(async () => {
  await server.stop()
  await web.remove()
})

const ask = (path: string, range?: string) =>
  fetch(`${server.url}${path}`, range === undefined ? {} : { headers: { range } })

it('survives that a file of the page is gone', async () => {
  expect(await (await ask('/assets/goes.js')).text()).toBe(SCRIPT)
  await rm(join(web.path, 'assets/goes.js'))
  await expect(ask('/assets/goes.js').then((response) => response.text())).rejects.toThrow()
  expect((await ask('/health')).status).toBe(200)
})

it.each(['bytes=5-2', 'bytes=0-99999999999999999999', 'bytes=1-3', 'bytes=-4', 'nonsense'])(
  'answers the range "%s" with the whole file',
  async (range) => {
    const response = await ask('/assets/stays.js', range)
    expect([response.status, await response.text()]).toEqual([200, SCRIPT])
    expect((await ask('/health')).status).toBe(200)
  },
)

it('names the methods it knows when it is asked by another', async () => {
  const { status, headers } = await fetch(`${server.url}/`, { method: 'POST' })
  expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD'])
})

it.runIf(process.platform === 'linux')('keeps no file open for who leaves in the middle', async () => {
  const open = async () => (await readdir(`/proc/${server.pid}/fd`)).length
  const before = await open()
  const gone = await Promise.all(
    Array.from({ length: 10 }, async () => {
      const socket = connect(server.port, '127.0.0.1')
      socket.write('GET /assets/large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n')
      await once(socket, 'data')
      return socket
    }),
  )
  expect(await open()).toBeGreaterThanOrEqual(before + 20)
  for (const socket of gone) socket.destroy()
  await expect.poll(open).toBeLessThanOrEqual(before)
})

it('answers who asks once more, as a browser does that has the last byte before the file is closed', async () => {
  const socket = connect(server.port, '127.0.0.1')
  let heard = ''
  socket.on('data', (chunk: Buffer) => (heard += chunk.toString()))
  socket.write('GET /assets/stays.js HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(2))
  await expect.poll(() => heard.split(SCRIPT).length).toBe(3)
  socket.write('GET /assets/stays.js HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(2))
  await expect.poll(() => heard.split(SCRIPT).length).toBe(5)
  socket.destroy()
})

it.runIf(process.platform === 'linux')('cuts who asks on without waiting, and opens nothing for it', async () => {
  const open = async () => (await readdir(`/proc/${server.pid}/fd`)).length
  const before = await open()
  const socket = connect(server.port, '127.0.0.1')
  socket.on('error', () => {})
  const gone = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  socket.write('GET /assets/large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(500))
  socket.resume()
  await gone
  await expect.poll(open).toBeLessThanOrEqual(before)
})

it('sends no opener policy where a browser would complain of it: over plain http from another machine', async () => {
  const origins = ['lan.example:8080', 'both.example', 'localhost:8080', '[::1]:8080'].map((host) => `http://${host}`)
  const named = await startServer({ args: ['--origin', [...origins, 'https://both.example'].join()] })
  const policy = async (host: string) => {
    const request = get({ port: named.port, path: '/health', headers: { host } })
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    response.resume()
    return response.headers['cross-origin-opener-policy']
  }
  for (const host of ['lan.example:8080', 'LAN.example:8080']) expect(await policy(host), host).toBeUndefined()
  // A proxy that ends TLS names the host that it was asked for, or its own name for this server.
  const trusted = ['both.example', 'proxied.example', '10.0.0.7:8080', 'localhost:8080', '[::1]:8080', '127.0.0.1:1']
  for (const host of trusted) expect(await policy(host), host).toBe('same-origin')
  await named.stop()
})
