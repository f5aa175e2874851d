import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { spawnServer } from './testing/start-server.ts'

// Clients whose connection was reset before the server took it: what they had sent is read all the same.

const WEBSOCKET =
  'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n' +
  'Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n'
/** A frame that says `40`. */
const SOCKET = '\x81\x82\0\0\0\0\x34\x30'

const HEALTH = 'GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n'

it.each([
  ['a socket', WEBSOCKET + SOCKET],
  ['an answer and then a socket', HEALTH + WEBSOCKET + SOCKET],
])('outlives who asks for %s', async (_, sent) => {
  const server = await spawnServer()
  onTestFinished(server.stop)
  process.kill(server.pid, 'SIGSTOP')
  const client = connect(server.port, '127.0.0.1')
  await once(client, 'connect')
  // Written, it lies in the server's receive buffer: on loopback nothing is between.
  await new Promise((resolve) => client.write(Buffer.from(sent, 'latin1'), resolve))
  client.resetAndDestroy()
  process.kill(server.pid, 'SIGCONT')
  for (let times = 0; times < 3; times++) expect((await fetch(`${server.url}/health`)).status).toBe(200)
  expect(server.said()).not.toContain('Error')
})
