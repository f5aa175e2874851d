import { afterEach, describe, expect, it } from 'vitest'
import { type StartedServer, startServer } from '../../server/testing/start-server.ts'
import { eventually } from './testing/eventually.ts'
import { createStage } from './testing/stage.ts'

// Real clients at the limits of a real server: what is refused shows or is sent later, and nothing is lost.

let real: StartedServer
const stage = createStage(() => real.url)

afterEach(async () => {
  stage.clear()
  await real.stop()
})

const texts = (count: number) => Array.from({ length: count }, (_, index) => `number ${index + 1}`)

describe('a client', () => {
  it('sends more letters and posts at once than it may, and all arrive in order', async () => {
    real = await startServer({ args: ['--puts-per-second', '5', '--puts-burst', '3'] })
    const [alice, bob] = await stage.cast(['alice', 'bob'])
    for (const text of texts(6)) await alice.say(bob, text)
    for (const text of texts(3)) await alice.say('everyone', text)
    await eventually(() => expect(bob.read(alice)).toEqual(texts(6)))
    await eventually(() => expect(bob.read('everyone')).toEqual(texts(3)))
    for (const text of texts(6)) await eventually(() => expect(alice.delivery(bob, text)?.state).toBe('delivered'))
  })

  it('shows what a full mailbox refused, and sends it when there is room', async () => {
    real = await startServer({ args: ['--mail-per-box', '2', '--sign-ins-per-minute', '0'] })
    const [alice, bob] = await stage.cast(['alice', 'bob'])
    await alice.say(bob, 'hello')
    await eventually(() => expect(bob.read(alice)).toEqual(['hello']))
    await bob.signOut()
    for (const text of texts(2)) {
      await alice.say(bob, text)
      await eventually(() => expect(alice.delivery(bob, text)?.state).toBe('stored'))
    }
    await alice.say(bob, 'too much')
    await eventually(() => expect(alice.delivery(bob, 'too much')).toEqual({ state: 'failed', reason: 'mailbox-full' }))
    await bob.signIn()
    await eventually(() => expect(bob.read(alice)).toEqual(['hello', ...texts(2)]))
    const refused = alice.messages(bob).find(({ text }) => text === 'too much')
    if (refused) await alice.chat.retry(refused.id)
    await eventually(() => expect(bob.read(alice)).toEqual(['hello', ...texts(2), 'too much']))
  })

  it('is told when a place has claimed its names', async () => {
    real = await startServer({ args: ['--claims-per-day', '1'] })
    await stage.cast(['alice'])
    const [bob] = stage.actors(['bob'])
    await bob.chat.signIn(bob.name, real.url)
    const problem = { kind: 'refused', error: 'rate-limited' }
    await eventually(() => expect(bob.chat.session.get()).toMatchObject({ notice: { kind: 'problem', problem } }))
  })

  it('is told when there are too many connections', async () => {
    real = await startServer({ args: ['--sockets-per-address', '1'] })
    await stage.cast(['alice'])
    const [bob] = stage.actors(['bob'])
    await bob.chat.signIn(bob.name, real.url)
    const problem = { kind: 'refused', error: 'too-many-connections' }
    await eventually(() => expect(bob.chat.session.get()).toMatchObject({ notice: { kind: 'problem', problem } }))
  })

  it('blocks somebody at the server too, and takes letters again afterwards', async () => {
    real = await startServer({ args: ['--claims-per-day', '0'] })
    const [alice, bob] = await stage.cast(['alice', 'bob'])
    await alice.say(bob, 'hello')
    await eventually(() => expect(bob.read(alice)).toEqual(['hello']))
    await bob.chat.setBlocked(alice.name, true)
    await eventually(() => expect(bob.server.asked('block:set')).toHaveLength(1))
    await alice.say(bob, 'unwanted')
    await eventually(() => expect(alice.delivery(bob, 'unwanted')).toEqual({ state: 'failed', reason: 'blocked' }))
    expect(bob.server.sent('mail:arrived')).toHaveLength(1)
    await bob.chat.setBlocked(alice.name, false)
    await eventually(() => expect(bob.server.asked('block:set')).toHaveLength(2))
    await alice.say(bob, 'welcome')
    await eventually(() => expect(bob.read(alice)).toEqual(['hello', 'welcome']))
  })

  it('repeats a block, and its end, that the server did not hear', async () => {
    real = await startServer({ args: ['--claims-per-day', '0'] })
    const [alice, bob] = await stage.cast(['alice', 'bob'])
    await alice.say(bob, 'hello')
    await eventually(() => expect(bob.read(alice)).toEqual(['hello']))
    for (const blocked of [true, false]) {
      bob.server.onCommand('block:set', () => 'internal')
      await bob.chat.setBlocked(alice.name, blocked)
      await eventually(() => expect(bob.contact(alice).blocked).toBe(blocked))
      bob.server.repent()
      bob.server.tell('server:stopping', {})
      await eventually(() => expect(bob.server.asked('block:set').length).toBe(blocked ? 2 : 4))
      const text = blocked ? 'unwanted' : 'welcome'
      await alice.say(bob, text)
      await eventually(() => expect(alice.delivery(bob, text)?.state).toBe(blocked ? 'failed' : 'delivered'))
    }
    expect(bob.read(alice)).toEqual(['hello', 'welcome'])
  })
})
