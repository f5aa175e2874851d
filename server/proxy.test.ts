import { io } from 'socket.io-client'
import { expect, it, onTestFinished } from 'vitest'
import { refused } from './testing/refused.ts'
import { startServer } from './testing/start-server.ts'

// Whose tries are counted together tells from where the server thinks that they come.

/** Asks once for each of these values of X-Forwarded-For, each on a connection of its own, and is told of what was answered. */
async function ask(args: readonly string[], forwarded: readonly (string | undefined)[]): Promise<unknown[]> {
  const { url, stop } = await startServer({ args: ['--sign-ins-per-minute', '1', ...args] })
  onTestFinished(stop)
  const answers: unknown[] = []
  for (const value of forwarded) {
    const extraHeaders = value === undefined ? {} : { 'X-Forwarded-For': value }
    const socket = io(url, { transports: ['websocket'], reconnection: false, forceNew: true, extraHeaders })
    answers.push(await socket.emitWithAck('recovery:begin', { name: 'nobody' }))
    socket.close()
  }
  return answers
}

const [heard, counted] = [refused('no-such-user'), refused('rate-limited')]

it('behind a proxy believes what the proxy wrote, which is the last address, and nothing before it', async () => {
  const forwarded = ['192.0.2.1, 203.0.113.7', '192.0.2.2, 203.0.113.7', '203.0.113.7, 203.0.113.8', undefined]
  expect(await ask(['--trust-proxy'], forwarded)).toEqual([heard, counted, heard, heard])
})

it('believes nobody else where somebody comes from', async () => {
  expect(await ask([], ['203.0.113.7', '203.0.113.8', undefined])).toEqual([heard, counted, counted])
})
