import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { once } from 'node:events'
import { io } from 'socket.io-client'
import { afterEach, describe, expect, it } from 'vitest'
import { selfSignedCertificate } from './certificate.ts'
import { listen, type ListenOptions } from './listen.ts'
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

describe('a port', () => {
  async function open(isHttps: boolean, options: Partial<ListenOptions>) {
    const { path, remove } = await temporaryDirectory()
    const certificate = isHttps ? await selfSignedCertificate(path, ['localhost'], Date.now()) : undefined
    const { server, port, close } = await listen(0, '127.0.0.1', certificate, { mostPerAddress: 0, ...options })
    releases.push(remove, close)
    return { server, port, close }
  }
  const say = (port: number, bytes: string | Uint8Array) => {
    const socket = connect(port, '127.0.0.1')
    releases.push(async () => socket.destroy())
    socket.on('error', () => {})
    socket.write(bytes)
    return socket
  }

  const closed = (socket: Socket) =>
    new Promise<void>((resolve) => (socket.destroyed ? resolve() : void socket.once('close', () => resolve())))

  it('lets go who says nothing, or begins to speak TLS and goes no further', async () => {
    const { port } = await open(true, { patience: 200 })
    for (const words of [[], [0x16], [0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]]) {
      await closed(say(port, Uint8Array.from(words)))
    }
  })

  it.each([false, true])('cuts a client that never ends its request; https: %s', async (isHttps) => {
    const { port } = await open(isHttps, { patience: 200 })
    const endless = say(port, 'GET / HTTP/1.1\r\n')
    // Never silent for long.
    const trickle = setInterval(() => endless.write('X: x\r\n'), 20)
    releases.push(async () => clearInterval(trickle))
    const begun = performance.now()
    await closed(endless)
    expect(performance.now() - begun).toBeLessThan(5000)
  })

  it('gives all of a request half as much time again as its head', async () => {
    const { server, port } = await open(false, { patience: 200 })
    // Which of the two cuts a connection is a matter of moments, which a busy machine has not to spare.
    expect([server.headersTimeout, server.requestTimeout]).toEqual([200, 300])
    const body = say(port, 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n')
    // Never silent for long.
    const trickle = setInterval(() => body.write('x'), 20)
    releases.push(async () => clearInterval(trickle))
    await closed(body)
  })

  it('lets go who does not read its answer', async () => {
    const { server, port } = await open(false, { patience: 100 })
    server.on('request', (_, response) => response.end(Buffer.alloc(32 * 1024 * 1024)))
    const gone = new Promise((resolve) => {
      server.once('connection', (socket: Socket) => socket.once('close', resolve))
    })
    const reader = say(port, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    await once(reader, 'data')
    reader.pause()
    await gone
  })

  it('redirects who waits for the answer, and cuts who asks on without', async () => {
    const { port } = await open(true, {})
    const ask = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'
    const patient = say(port, ask)
    await once(patient, 'data')
    patient.write(ask)
    await once(patient, 'data')
    let heard = ''
    const hasty = say(port, ask.repeat(3)).on('data', (chunk: Buffer) => (heard += chunk.toString()))
    await closed(hasty)
    expect(heard.split('308 Permanent Redirect').length - 1).toBeLessThanOrEqual(1)
  })

  it.each([false, true])('takes so many connections of one address and no more; https: %s', async (isHttps) => {
    const { port } = await open(isHttps, { mostPerAddress: 2 })
    const [first, second] = [say(port, 'G'), say(port, 'G')]
    await closed(say(port, 'G'))
    expect([first, second].map(({ destroyed }) => destroyed)).toEqual([false, false])
    first.destroy()
    const isAnswered = async () => {
      const socket = say(port, 'nonsense\r\n\r\n')
      const answer = once(socket, 'data').then(() => true)
      return Promise.race([answer.catch(() => false), closed(socket).then(() => false)])
    }
    await expect.poll(isAnswered).toBe(true)
  })

  it.each([false, true])('takes so many connections in all and no more; https: %s', async (isHttps) => {
    const { port } = await open(isHttps, { most: 2 })
    const kept = [say(port, 'G'), say(port, 'G')]
    await closed(say(port, 'G'))
    expect(kept.map(({ destroyed }) => destroyed)).toEqual([false, false])
  })

  it.each([false, true])('drops who is connected when it is closed; https: %s', async (isHttps) => {
    const { port, close } = await open(isHttps, { patience: 60_000, mostPerAddress: 1 })
    const socket = say(port, 'G')
    // Once another is refused, this one is taken.
    await closed(say(port, 'G'))
    await close()
    await closed(socket)
  })

  it('takes up to fifty lines in the head of a request, and 16 KiB', async () => {
    const { server, port } = await open(false, {})
    server.on('request', ({ headers }, response) => response.end(`${Object.keys(headers).length} lines`))
    const answer = async (lines: readonly string[]) => {
      const [heard] = (await once(say(port, ['GET / HTTP/1.1', 'Host: x', ...lines, '', ''].join('\r\n')), 'data')) as [
        Buffer,
      ]
      return heard.toString()
    }
    expect(await answer(Array.from({ length: 60 }, (_, index) => `X${index}: x`))).toContain('50 lines')
    expect(await answer([`X: ${'x'.repeat(17_000)}`])).toContain('431 Request Header Fields Too Large')
  })

  it('redirects only to the host that was asked, and nowhere when that is none', async () => {
    const { port } = await open(true, {})
    const answer = async (path: string, host: string) => {
      const [heard] = (await once(say(port, `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`), 'data')) as [Buffer]
      return heard.toString()
    }
    expect(await answer('/a', 'chat.example')).toContain('Location: https://chat.example/a\r\n')
    expect(await answer('//evil.example/a', 'chat.example')).toContain('Location: https://chat.example/\r\n')
    expect(await answer('http://evil.example/a', 'chat.example')).toContain('Location: https://chat.example/\r\n')
    expect(await answer('/a', 'evil.example/x?')).toContain('400 Bad Request')
  })

  it('lets a WebSocket over TLS be silent for as long as it likes', async () => {
    const { server, port } = await open(true, { patience: 300 })
    server.on('upgrade', (request, socket) => {
      // As ws does.
      request.socket.setTimeout(0)
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n')
      socket.on('data', (heard) => socket.write(heard))
    })
    const line = connectTls({ port, rejectUnauthorized: false })
    releases.push(async () => line.destroy())
    line.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n')
    await once(line, 'data')
    // Each is let go when patience is over.
    for (let times = 0; times < 4; times++) await closed(say(port, new Uint8Array()))
    line.write('still there')
    expect(String(await once(line, 'data'))).toBe('still there')
  })
})
