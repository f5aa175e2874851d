import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server, type Socket } from 'socket.io'
import { createGather } from '../../server/gather.ts'
import { systemClock } from '../../server/system.ts'
import { openLog } from './sqlite-log.ts'

// What one writes with Socket.IO in an afternoon, in four sorts: no sign-in, no schema, nothing durable but `mail`.

const [mode = 'stock', file = ''] = process.argv.slice(2)
const http = createServer()
const io = new Server(http, { transports: ['websocket'], serveClient: false, perMessageDeflate: false })

type Ack = (answer: unknown) => void

/** One emit to the room per message. */
function stock(socket: Socket): void {
  socket.on('post', (post: unknown, ack: Ack) => {
    io.to('everyone').emit('posted', post)
    ack('ok')
  })
}

/** Our gathering of what is due to a room, and nothing else of ours. */
const posted = createGather<unknown>(systemClock, 8, (posts) => io.to('everyone').emit('posted', { posts }))
function batched(socket: Socket): void {
  socket.on('post', (post: unknown, ack: Ack) => {
    posted.add(post)
    ack('ok')
  })
}

/** Hands a signal on to whoever is named. */
function relay(socket: Socket): void {
  socket.on('signal', ({ to, signal }: { to: string; signal: string }, ack: Ack) => {
    io.to(to).emit('signal', { from: socket.id, signal })
    ack('ok')
  })
}

/** Writes each letter to SQLite; what arrives in one turn of the loop shares a commit. */
function mail(): (socket: Socket) => void {
  const log = openLog(file)
  let waiting: { to: string; envelope: Uint8Array; ack: Ack }[] = []
  const commit = () => {
    const due = waiting
    waiting = []
    log.append(due)
    for (const { ack } of due) ack('ok')
  }
  return (socket) => {
    socket.on('put', ({ to, envelope }: { to: string; envelope: Uint8Array }, ack: Ack) => {
      if (waiting.push({ to, envelope, ack }) === 1) setImmediate(commit)
    })
  }
}

const modes: Record<string, () => (socket: Socket) => void> = {
  stock: () => stock,
  batched: () => batched,
  relay: () => relay,
  mail,
}
const serve = modes[mode]?.()
if (!serve) throw new Error(`no such mode: ${mode}`)
io.on('connection', (socket) => {
  socket.on('join', (room: string, ack: Ack) => {
    void socket.join(room)
    ack('ok')
  })
  serve(socket)
})
process.on('SIGTERM', () => process.exit(0))
http.listen(0, '127.0.0.1', () => console.log(`port ${(http.address() as AddressInfo).port}`))
