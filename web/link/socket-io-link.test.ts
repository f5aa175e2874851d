import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server, type Socket } from 'socket.io'
import { afterEach, expect, it } from 'vitest'
import { bytesToText } from '../../protocol/bytes.ts'
import type { ConnectionLoss, ServerFact } from '../chat/ports/server-link.ts'
import { eventually } from '../chat/testing/eventually.ts'
import { createSocketIoLink } from './socket-io-link.ts'

const challenge = { service: 'virtual-chat', protocolVersion: 1, nonce: bytesToText(new Uint8Array(32)) }
const releases: (() => unknown)[] = []

afterEach(async () => {
  for (const release of releases.splice(0).reverse()) await release()
})

/** A real server that greets each socket by `greet`. */
async function serve(greet: (socket: Socket) => void) {
  const http = createServer()
  const server = new Server(http, { transports: ['websocket'] })
  server.on('connection', greet)
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  releases.push(() => server.close())
  return { server, address: `http://127.0.0.1:${(http.address() as AddressInfo).port}` }
}

function connect(address: string) {
  const facts: ServerFact[] = []
  const losses: ConnectionLoss[] = []
  const diagnose = () => ({ result: async () => ({ reason: 'unreachable' }) as const, release: () => {} })
  const link = createSocketIoLink(diagnose)
  const connection = link.connect(address, { fact: (fact) => facts.push(fact), lost: (loss) => losses.push(loss) })
  releases.push(() => connection.close())
  return { connection, facts, losses }
}

it('passes on parsed facts and drops the rest', async () => {
  const { address } = await serve((socket) => {
    socket.emit('session:challenged', challenge)
    socket.emit('presence:changed', { entries: 'none' })
    socket.emit('no-such:event', {})
    socket.emit('server:stopping', { extra: true })
  })
  const { facts } = connect(address)
  await eventually(() => expect(facts.map(({ event }) => event)).toEqual(['session:challenged', 'server:stopping']))
  expect(facts[1]?.fact).toEqual({})
})

it('parses replies and refusals, and trusts neither', async () => {
  const answers: unknown[] = [
    { ok: true, value: { identityKey: 'no key' } },
    { ok: false, error: { kind: 'no-such-user', message: 'who?' } },
    { ok: false, error: { kind: 'of-next-year', message: 'new' } },
    'nonsense',
  ]
  const { address } = await serve((socket) => {
    socket.emit('session:challenged', challenge)
    socket.on('recovery:begin', (_payload, ack: (answer: unknown) => void) => ack(answers.shift()))
  })
  const { connection, facts } = connect(address)
  await eventually(() => expect(facts).toHaveLength(1))
  const kinds: unknown[] = []
  for (let n = 0; n < 4; n++) {
    const result = await connection.send('recovery:begin', { name: 'alice' }, 1000)
    kinds.push(result.ok || result.error.kind)
  }
  expect(kinds).toEqual(['internal', 'no-such-user', 'internal', 'internal'])
})

it('gives up a command at its deadline, at the end of the connection, and at once without one', async () => {
  const { address, server } = await serve((socket) => {
    socket.emit('session:challenged', challenge)
    socket.on('prekey:retire', () => server.disconnectSockets(true))
  })
  const { connection, facts, losses } = connect(address)
  await eventually(() => expect(facts).toHaveLength(1))
  const late = await connection.send('session:sign-out', { fence: 1 }, 20)
  expect(late).toMatchObject({ error: { kind: 'no-answer' } })
  const cut = await connection.send('prekey:retire', { id: 1 }, 60_000)
  expect(cut).toMatchObject({ error: { kind: 'no-answer' } })
  await eventually(() => expect(losses).toHaveLength(1))
  const after = await connection.send('session:sign-out', { fence: 1 }, 60_000)
  expect(after).toMatchObject({ error: { kind: 'no-answer' } })
})

it('tells the end of a connection once, and not when it was closed here', async () => {
  const { address, server } = await serve((socket) => socket.emit('session:challenged', challenge))
  const [lost, closed] = [connect(address), connect(address)]
  await eventually(() => expect([lost.facts, closed.facts].map((facts) => facts.length)).toEqual([1, 1]))
  closed.connection.close()
  server.disconnectSockets(true)
  await eventually(() => expect(lost.losses).toEqual([{ reason: 'closed' }]))
  expect(closed.losses).toEqual([])
})

it('takes no server for ours that speaks first of something else', async () => {
  const { address } = await serve((socket) => socket.emit('welcome', 'to my game'))
  const { losses } = connect(address)
  await eventually(() => expect(losses).toEqual([{ reason: 'not-a-chat-server' }]))
})

it('asks why when there is no connection', async () => {
  const { address, server } = await serve(() => {})
  await server.close()
  const { losses } = connect(address)
  await eventually(() => expect(losses).toEqual([{ reason: 'unreachable' }]))
})

it('believes a refusal of the server itself', async () => {
  const { address, server } = await serve(() => {})
  server.use((_socket, next) => next(new Error('too-many-connections')))
  const { losses } = connect(address)
  await eventually(() => expect(losses).toEqual([{ reason: 'closed' }]))
})
