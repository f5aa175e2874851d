import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'
import { io as connect } from 'socket.io-client'
import { expect, it } from 'vitest'
import { watchReaders } from './readers.ts'

it('leaves no packet in a queue that Engine.IO has written: each would keep the next one alive', async () => {
  const http = createServer().listen(0, '127.0.0.1')
  await once(http, 'listening')
  const io = new Server(http, { transports: ['websocket'] })
  watchReaders(io.engine, () => {})
  const written: unknown[][] = []
  const lengths: number[] = []
  io.engine.on('flush', (_: unknown, packets: unknown[]) => {
    written.push(packets)
    lengths.push(packets.length)
  })
  const { port } = http.address() as AddressInfo
  const client = connect(`http://127.0.0.1:${port}`, { transports: ['websocket'], reconnection: false })
  await new Promise<void>((resolve) => client.on('connect', resolve))
  for (const number of [1, 2, 3]) {
    const heard = new Promise((resolve) => client.once('number', resolve))
    io.emit('number', number)
    expect(await heard).toBe(number)
  }
  expect(lengths.length).toBeGreaterThanOrEqual(3)
  expect(lengths).not.toContain(0)
  expect(written.map((packets) => packets.length)).toEqual(lengths.map(() => 0))
  client.close()
  await io.close()
})
