import { createSocket } from 'node:dgram'
import type { Clock, Log } from './ports.ts'
import { createGate } from './rate-limit.ts'
import { reasonOf } from './reason.ts'
import { answerBinding } from './stun.ts'

/** Thousands of browsers that keep links open ask this often; what a forged sender could have sent to somebody is small. */
const ANSWERS = { perSecond: 2000, burst: 4000 }

/** A UDP port at which STUN is answered. */
export interface StunPort {
  close(): Promise<void>
}

/** Opens one; undefined, and a line in the log, when it cannot be had: links then need what the browsers know themselves. */
export async function openStunPort(port: number, host: string, clock: Clock, log: Log): Promise<StunPort | undefined> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
  const gate = createGate(ANSWERS, () => clock.elapsed())
  socket.on('message', (request, from) => {
    const answer = gate.pass() ? answerBinding(request, from) : undefined
    // Whoever asked is gone, or was never there.
    if (answer) socket.send(answer, from.port, from.address, () => {})
  })
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject)
      socket.bind(port, host, resolve)
    })
  } catch (error) {
    log('no STUN', { reason: reasonOf(error) })
    socket.close()
    return undefined
  }
  socket.removeAllListeners('error').on('error', (error) => log('STUN failed', { reason: reasonOf(error) }))
  return { close: () => new Promise((resolve) => socket.close(() => resolve())) }
}
