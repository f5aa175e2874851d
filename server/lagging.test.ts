import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { Socket as TcpSocket } from 'node:net'
import { io, type Socket } from 'socket.io-client'
import { expect, it, onTestFinished } from 'vitest'
import * as v from 'valibot'
import { refused } from './testing/refused.ts'
import { createPerson } from './testing/client.ts'
import { NO_LIMITS, startServer } from './testing/start-server.ts'

const Accepted = v.looseObject({ socket: v.instance(TcpSocket) })
const Relayed = v.looseObject({ ok: v.literal(true) })
const Challenge = v.looseObject({ nonce: v.string() })

async function signIn(url: string, name: string): Promise<Socket> {
  const socket = io(url, { transports: ['websocket'], reconnection: false, forceNew: true })
  onTestFinished(() => void socket.close())
  const challenge = await new Promise<unknown>((resolve) => socket.once('session:challenged', resolve))
  const { nonce } = v.parse(Challenge, challenge)
  const person = await createPerson(name)
  const answer: unknown = await socket.emitWithAck('session:sign-in', await person.signIn({ nonce, origin: url }))
  expect(answer).toMatchObject({ ok: true })
  return socket
}

/** The server's end of the connections that are made from now on, which all are of this process. */
function serverEnds(): readonly TcpSocket[] {
  const ends: TcpSocket[] = []
  const note = (accepted: unknown) => void ends.push(v.parse(Accepted, accepted).socket)
  subscribe('net.server.socket', note)
  onTestFinished(() => void unsubscribe('net.server.socket', note))
  return ends
}

/** Makes a connection take nothing more, as a slow line does, until it is released. */
function hold(end: TcpSocket): () => void {
  const held: (() => void)[] = []
  const ways = ['_write', '_writev'] as const
  const write = ways.map((way): unknown => Reflect.get(end, way))
  for (const [index, way] of ways.entries())
    Reflect.set(
      end,
      way,
      (...given: unknown[]) => void held.push(() => void Reflect.apply(write[index] as () => void, end, given)),
    )
  return () => {
    for (const [index, way] of ways.entries()) Reflect.set(end, way, write[index])
    for (const go of held) go()
  }
}

it('refuses signals to a reader that is far behind, cuts it not, and relays them again when it has read', async () => {
  const server = await startServer({ args: NO_LIMITS })
  onTestFinished(server.stop)
  const ann = await signIn(server.url, 'ann')
  const ends = serverEnds()
  const bob = await signIn(server.url, 'bob')
  let heard = 0
  bob.on('signal:received', () => (heard += 1))
  const send = (): Promise<unknown> => ann.emitWithAck('signal:send', { to: 'bob', signal: 'x'.repeat(16_000) })
  const goOn = ends.map(hold)
  const answers: unknown[] = []
  for (let sent = 0; sent < 40; sent++) answers.push(await send())
  const relayed = answers.filter((answer) => v.is(Relayed, answer)).length
  expect(relayed).toBe(17)
  expect(answers.slice(relayed)).toEqual(Array.from({ length: 40 - relayed }, () => refused('rate-limited')))
  for (const release of goOn) release()
  await expect.poll(() => heard).toBe(relayed)
  expect(bob.connected).toBe(true)
  expect(await send()).toMatchObject({ ok: true })
})
