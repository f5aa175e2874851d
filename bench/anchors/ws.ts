import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer, type WebSocket } from 'ws'

// The least a relay can do in Node: every message to everybody, framed once, one send each.

const http = createServer()
const server = new WebSocketServer({ server: http, perMessageDeflate: false })
const everyone = new Set<WebSocket>()
server.on('connection', (socket) => {
  everyone.add(socket)
  socket.on('close', () => everyone.delete(socket))
  socket.on('message', (message) => {
    for (const each of everyone) each.send(message, { binary: false })
    socket.send('ok')
  })
})
process.on('SIGTERM', () => process.exit(0))
http.listen(0, '127.0.0.1', () => console.log(`port ${(http.address() as AddressInfo).port}`))
