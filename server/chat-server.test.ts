import { once } from 'node:events'
import { connect } from 'node:net'
import { promisify } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { io } from 'socket.io-client'
import { expect, it } from 'vitest'
import type { Socket } from './ports.ts'
import { createChatServerStage } from './testing/chat-server-stage.ts'

const { start, running } = createChatServerStage()
const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

/** Collects garbage. */
function collector(): () => void {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect !== 'function') throw new Error('no collector')
  return () => void Reflect.apply(collect, undefined, [])
}

it('lets go of the request that a connection began with', async () => {
  const collect = collector()
  let address = ''
  let line: Socket | undefined
  const port = await start((socket) => {
    address = socket.address
    line = socket
  })
  let request: WeakRef<object> | undefined
  running().listening.server.prependListener('upgrade', (heard) => {
    request = new WeakRef(heard)
  })
  const client = io(`http://127.0.0.1:${port}`, { transports: ['websocket'], forceNew: true })
  await new Promise<void>((resolve) => client.once('connect', () => resolve()))
  for (let round = 0; round < 100 && request?.deref(); round++) {
    await turn()
    collect()
  }
  expect(request?.deref()).toBeUndefined()
  expect([address, line?.address]).toEqual(['127.0.0.1', '127.0.0.1'])
  client.close()
})

it('lets go of what came with CONNECT', async () => {
  const collect = collector()
  const lines: Socket[] = []
  const port = await start((socket) => void lines.push(socket))
  const used = () => {
    collect()
    return process.memoryUsage().heapUsed
  }
  const auth = { objects: Array.from({ length: 40_000 }, () => ({})) }
  const before = used()
  const options = { transports: ['websocket'], forceNew: true, auth }
  const clients = Array.from({ length: 20 }, () => io(`http://127.0.0.1:${port}`, options))
  while (lines.length < clients.length) await turn()
  await expect.poll(used).toBeLessThan(before + 20 * 1024 * 1024)
  for (const client of clients) client.close()
})

it('asks every line for a sign of life, again after its answer', async () => {
  const port = await start(() => {})
  const client = io(`http://127.0.0.1:${port}`, { transports: ['websocket'], forceNew: true, reconnection: false })
  let pings = 0
  client.io.on('ping', () => (pings += 1))
  await expect.poll(() => pings).toBe(2)
  expect(client.connected).toBe(true)
  client.close()
})

it('ends a line that says much before an attachment', async () => {
  const port = await start((socket) => socket.onRaw((_event, _args, ack) => ack?.({ ok: true, value: null })))
  const client = io(`http://127.0.0.1:${port}`, { transports: ['websocket'], forceNew: true, reconnection: false })
  const gone = new Promise<void>((resolve) => client.once('disconnect', () => resolve()))
  const put = (words: string) => client.timeout(15_000).emitWithAck('mail:put', { words, envelope: new Uint8Array(1) })
  expect(await put('x'.repeat(900))).toEqual({ ok: true, value: null })
  put('x'.repeat(1000)).catch(() => {})
  await gone
})

it('keeps no connection that asks to be upgraded elsewhere', async () => {
  const port = await start(() => {})
  const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  client.write('GET /elsewhere HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n')
  client.resume()
  await once(client, 'end')
  expect(await promisify(running().listening.server.getConnections).call(running().listening.server)).toBe(0)
  client.destroy()
})
