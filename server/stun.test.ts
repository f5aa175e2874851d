import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openStunPort } from './stun-socket.ts'
import { answerBinding, stunServersAt } from './stun.ts'
import { createManualClock } from './testing/manual-clock.ts'
import { createPerson } from './testing/client.ts'
import { startServer } from './testing/start-server.ts'
import { createWorld, ORIGIN } from './testing/world.ts'

/** Transaction id of the samples in RFC 5769 §2. */
const ID = 'b7e7a701bc34d686fa87dfae'
const request = (attributes = '') =>
  Buffer.from(`0001${(attributes.length / 2).toString(16).padStart(4, '0')}2112a442${ID}${attributes}`, 'hex')

describe('an answer', () => {
  it.each([
    ['192.0.2.1', '000c', '002000080001a147e112a643'],
    ['::ffff:192.0.2.1', '000c', '002000080001a147e112a643'],
    ['2001:db8:1234:5678:11:2233:4455:6677', '0018', '002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9'],
  ])('names the address %s as the samples of RFC 5769 §2.2 and §2.3 do', (address, length, attribute) => {
    const answer = answerBinding(request(), { address, port: 32853 })
    expect(answer?.toString('hex')).toBe(`0101${length}2112a442${ID}${attribute}`)
  })

  it('is given to a request with attributes', () => {
    const software = '8022000474657374'
    expect(answerBinding(request(software), { address: '192.0.2.1', port: 1 })).toBeDefined()
  })

  it('is not given to a port that cannot be sent to, which would throw', () => {
    expect(answerBinding(request(), { address: '192.0.2.1', port: 0 })).toBeUndefined()
  })

  it.each([
    ['nothing', ''],
    ['a short header', `000100002112a442${ID}`.slice(0, -2)],
    ['another length', `000100042112a442${ID}`],
    ['no cookie', `0001000021122112${ID}`],
    ['an indication', `001100002112a442${ID}`],
    ['an answer, which would go round for ever', `010100002112a442${ID}`],
  ])('is not given to %s', (_, hex) => {
    expect(answerBinding(Buffer.from(hex, 'hex'), { address: '192.0.2.1', port: 1 })).toBeUndefined()
  })
})

it.each([
  ['https://lab:8443', 8443, 'stun:lab:8443'],
  ['http://192.168.1.7:8080', 8080, 'stun:192.168.1.7:8080'],
  ['https://[2001:db8::7]:8443', 8443, 'stun:[2001:db8::7]:8443'],
  ['https://chat.example', 443, 'stun:chat.example:443'],
  ['http://chat.example', 80, 'stun:chat.example:80'],
  ['https://chat.example', 8080, undefined],
  ['http://localhost:8080', 8080, undefined],
  ['http://127.0.0.1:8080', 8080, undefined],
  ['http://[::1]:8080', 8080, undefined],
])('who dialled %s, with STUN on port %d, asks %s', (origin, port, url) => {
  expect(stunServersAt(origin, port)).toEqual(url ? [{ urls: [url] }] : [])
})

it('goes by the address that was signed', async () => {
  const { connect } = await createWorld()
  const { iceServers } = await connect().signIn(await createPerson('ann'))
  expect(iceServers).toMatchObject(stunServersAt(ORIGIN.replace('localhost', 'lab'), 8080))
})

/** Loopback as well, but not one of the addresses that a program takes for itself; only Linux has it. */
const FOREIGN = '127.0.0.2'
const onLinux = it.skipIf(process.platform !== 'linux')

/** The transaction id in the first answer from a port, which names our own port. */
async function ask(port: number, ...requests: readonly Buffer[]): Promise<string> {
  const socket = createSocket('udp4')
  onTestFinished(() => void socket.close())
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const answered = new Promise<Buffer>((resolve) => socket.once('message', resolve))
  for (const each of requests) socket.send(each, port, FOREIGN)
  const answer = await answered
  expect(answer.readUInt16BE(26) ^ 0x2112).toBe(socket.address().port)
  return answer.toString('hex', 8, 20)
}

onLinux('answers on the port of the server, and what is no request does not disturb it', async () => {
  const server = await startServer({ args: ['--host', FOREIGN] })
  onTestFinished(() => server.stop())
  expect(await ask(server.port, Buffer.alloc(0), Buffer.from('hello'), request())).toBe(ID)
})

onLinux.each([
  ['only this machine', '127.0.0.1', []],
  ['a proxy', FOREIGN, ['--origin', 'https://chat.example']],
])('leaves the port alone where nobody but %s can dial', async (_, host, args) => {
  const server = await startServer({ args: ['--host', host, ...args] })
  onTestFinished(() => server.stop())
  const socket = createSocket('udp4').bind(server.port, host)
  onTestFinished(() => void socket.close())
  await once(socket, 'listening')
})

it('leaves a port to whoever has it, and says so', async () => {
  const taken = createSocket('udp4').bind(0, '127.0.0.1')
  onTestFinished(() => void taken.close())
  await once(taken, 'listening')
  const logged: string[] = []
  const { port } = taken.address()
  expect(await openStunPort(port, '127.0.0.1', createManualClock(), (event) => logged.push(event))).toBeUndefined()
  expect(logged).toEqual(['no STUN'])
})
