import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { CONNECT, upgradeRequest } from './testing/raw-websocket.ts'
import { spawnServer } from './testing/start-server.ts'

// Clients whose connection was reset before the server took it: what they had sent is read all the same.

const SOCKET = [Buffer.from(upgradeRequest()), CONNECT]
const HEALTH = Buffer.from('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n')

it.each([
  ['a socket', SOCKET],
  ['an answer and then a socket', [HEALTH, ...SOCKET]],
])('outlives who asks for %s', async (_, sent) => {
  const server = await spawnServer()
  onTestFinished(server.stop)
  process.kill(server.pid, 'SIGSTOP')
  const client = connect(server.port, '127.0.0.1')
  await once(client, 'connect')
  // Written, it lies in the server's receive buffer: on loopback nothing is between.
  await new Promise((resolve) => client.write(Buffer.concat(sent), resolve))
  client.resetAndDestroy()
  process.kill(server.pid, 'SIGCONT')
  for (let times = 0; times < 3; times++) expect((await fetch(`${server.url}/health`)).status).toBe(200)
  expect(server.said()).not.toContain('Error')
})
