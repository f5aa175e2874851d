import { afterAll, beforeAll, expect, it } from 'vitest'
import { NO_LIMITS, type StartedServer, startServer } from '../../server/testing/start-server.ts'
import { linkId } from '../seal/testing/people.ts'
import type { Privacy } from './chat-view.ts'
import { createFileStage } from './testing/file-stage.ts'
import { eventually } from './testing/eventually.ts'
import { type Actor, createStage, realClock } from './testing/stage.ts'

const stage = createFileStage()
const turn = '[{"urls":["turn:turn.example"]}]'
let server: StartedServer
const relayed = createStage(() => server.url)

beforeAll(async () => {
  server = await startServer({ args: [...NO_LIMITS, '--ice-servers', turn, '--turn-secret', 'north'] })
})

afterAll(async () => {
  relayed.clear()
  await server.stop()
})

const choose = ({ chat }: Actor, directLinks: Privacy['directLinks']) =>
  chat.setPrivacy({ ...chat.privacy.get(), directLinks })

/** Sends something, and tells which way it has gone. */
async function wayOf(from: Actor, to: Actor): Promise<string | undefined> {
  const text = `message ${from.messages(to).length + 1}`
  await from.say(to, text)
  await eventually(() => expect(from.delivery(to, text)?.state).toBe('delivered'))
  const delivery = from.delivery(to, text)
  return delivery?.state === 'delivered' && 'way' in delivery ? delivery.way : undefined
}

/** Sends until something goes directly: on a busy machine the link may open too late for the first. */
const goesDirectly = (from: Actor, to: Actor) => eventually(async () => expect(await wayOf(from, to)).toBe('direct'))

const goesRoundabout = async (from: Actor, to: Actor) => expect(await wayOf(from, to)).toBe('mailbox')

async function talking(on: typeof relayed | typeof stage): Promise<readonly [Actor, Actor]> {
  const [alice, bob] = await on.cast(['alice', 'bob'], true)
  await goesDirectly(alice, bob)
  return [alice, bob]
}

it('ends open links when none are wanted any more, and opens them again when they are', async () => {
  const [alice, bob] = await talking(stage)
  choose(alice, 'never')
  expect(alice.contact(bob).link).toEqual({ state: 'mailbox', why: 'never' })
  await goesRoundabout(alice, bob)
  await goesRoundabout(bob, alice)
  expect(alice.contact(bob).link).toEqual({ state: 'mailbox', why: 'never' })
  choose(alice, 'when-possible')
  await goesDirectly(alice, bob)
  await goesDirectly(bob, alice)
})

it('leaves links alone when something else is chosen', async () => {
  const [alice, bob] = await talking(stage)
  const { link } = alice.contact(bob)
  expect(link.state).toBe('open')
  alice.chat.setPrivacy({ ...alice.chat.privacy.get(), sendTyping: false })
  expect(alice.contact(bob).link).toBe(link)
  await goesDirectly(alice, bob)
})

it('goes through the mailbox when only a relay will do and the server names none', async () => {
  const [alice, bob] = await talking(stage)
  choose(alice, 'relay-only')
  expect(alice.chat.session.get()).toMatchObject({ relay: false })
  expect(alice.contact(bob).link).toEqual({ state: 'mailbox', why: 'no-relay' })
  await goesRoundabout(alice, bob)
})

it('opens another link, through the relay, when only that will do', async () => {
  const [alice, bob] = await talking(relayed)
  expect(alice.contact(bob).link).toMatchObject({ state: 'open', relayed: false })
  choose(alice, 'relay-only')
  expect(alice.chat.session.get()).toMatchObject({ relay: true })
  expect(alice.contact(bob).link.state).toBe('idle')
  await goesDirectly(alice, bob)
  expect(alice.contact(bob).link).toMatchObject({ state: 'open', relayed: true })
})

it('opens none from the beginning for somebody who had chosen so before', async () => {
  const [alice, bob] = stage.actors(['alice', 'bob'], true)
  choose(alice, 'never')
  for (const each of [alice, bob]) await each.signIn()
  await goesRoundabout(alice, bob)
  await goesRoundabout(bob, alice)
})

it('takes the relay as soon as the server names it, for somebody who had chosen so before', async () => {
  const [alice, bob] = relayed.actors(['alice', 'bob'], true)
  choose(alice, 'relay-only')
  for (const each of [alice, bob]) await each.signIn()
  await goesDirectly(alice, bob)
  expect(alice.contact(bob).link).toMatchObject({ state: 'open', relayed: true })
})

it('fetches fresh credentials for a link that is opened when those of the welcome have expired', async () => {
  const [{ name }] = relayed.actors(['alice'])
  let slept = 0
  const clock = { ...realClock, monotonic: () => realClock.monotonic() + slept }
  const alice = relayed.actor(name, { peerLinks: true, clock })
  await alice.signIn()
  const [bob] = await relayed.cast(['bob'], true)
  await goesDirectly(alice, bob)
  expect(alice.server.asked('ice-servers:fetch')).toEqual([])
  choose(alice, 'relay-only')
  slept = 10 * 60_000
  await goesDirectly(alice, bob)
  expect(alice.server.asked('ice-servers:fetch')).toEqual([{ origin: server.url }])
})

it('tells no address to somebody blocked, whatever the server lets through', async () => {
  const [alice, bob, carol] = await stage.cast(['alice', 'bob', 'carol'], true)
  await goesDirectly(alice, bob)
  await alice.chat.setBlocked(bob.name, true)
  await eventually(() => expect(alice.contact(bob).blocked).toBe(true))
  const told = (to: Actor) => alice.server.asked('signal:send').filter((signal) => signal.to === to.name)
  const before = told(bob).length
  for (const from of [bob, carol]) {
    const knock = { type: 'knock', linkId: linkId(1) } as const
    const signal = JSON.stringify(await (await from.keys()).signSignal(knock, alice.bundle().identityKey))
    alice.server.tell('signal:received', { from: from.name, signal })
  }
  await eventually(() => expect(told(carol)).not.toEqual([]))
  expect(told(bob)).toHaveLength(before)
})
