import { afterAll, beforeAll, expect, it } from 'vitest'
import { NO_LIMITS, type StartedServer, startServer } from '../../server/testing/start-server.ts'
import type { Privacy } from './chat-view.ts'
import { createFileStage } from './testing/file-stage.ts'
import { eventually } from './testing/eventually.ts'
import { type Actor, createStage } from './testing/stage.ts'

const stage = createFileStage()
const turn = '[{"urls":["turn:turn.example"],"username":"chat","credential":"secret"}]'
let server: StartedServer
const relayed = createStage(() => server.url)

beforeAll(async () => {
  server = await startServer({ args: [...NO_LIMITS, '--ice-servers', turn] })
})

afterAll(async () => {
  relayed.clear()
  await server.stop()
})

const choose = ({ chat }: Actor, directLinks: Privacy['directLinks']) =>
  chat.setPrivacy({ ...chat.privacy.get(), directLinks })

/** Sends something, and waits until it has gone that way. */
async function goes(from: Actor, to: Actor, way: 'direct' | 'mailbox'): Promise<void> {
  const text = `${way}, ${from.messages(to).length + 1}`
  await from.say(to, text)
  await eventually(() => expect(from.delivery(to, text)).toMatchObject({ state: 'delivered', way }))
}

/** Begins to talk, and waits for the link: on a busy machine the first message may not wait so long. */
async function links(from: Actor, to: Actor): Promise<void> {
  await from.say(to, 'hello')
  await eventually(() => expect(from.contact(to).link.state).toBe('open'))
  await goes(from, to, 'direct')
}

async function talking(on: typeof relayed | typeof stage): Promise<readonly [Actor, Actor]> {
  const [alice, bob] = await on.cast(['alice', 'bob'], true)
  await links(alice, bob)
  return [alice, bob]
}

it('ends open links when none are wanted any more, and opens them again when they are', async () => {
  const [alice, bob] = await talking(stage)
  choose(alice, 'never')
  expect(alice.contact(bob).link).toEqual({ state: 'mailbox', why: 'never' })
  await goes(alice, bob, 'mailbox')
  await goes(bob, alice, 'mailbox')
  expect(alice.contact(bob).link).toEqual({ state: 'mailbox', why: 'never' })
  choose(alice, 'when-possible')
  await links(alice, bob)
  await goes(bob, alice, 'direct')
})

it('leaves links alone when something else is chosen', async () => {
  const [alice, bob] = await talking(stage)
  const { link } = alice.contact(bob)
  expect(link.state).toBe('open')
  alice.chat.setPrivacy({ ...alice.chat.privacy.get(), sendTyping: false })
  expect(alice.contact(bob).link).toBe(link)
  await goes(alice, bob, 'direct')
})

it('goes through the mailbox when only a relay will do and the server names none', async () => {
  const [alice, bob] = await talking(stage)
  choose(alice, 'relay-only')
  expect(alice.chat.session.get()).toMatchObject({ relay: false })
  expect(alice.contact(bob).link).toEqual({ state: 'mailbox', why: 'no-relay' })
  await goes(alice, bob, 'mailbox')
})

it('opens another link, through the relay, when only that will do', async () => {
  const [alice, bob] = await talking(relayed)
  expect(alice.contact(bob).link).toMatchObject({ state: 'open', relayed: false })
  choose(alice, 'relay-only')
  expect(alice.chat.session.get()).toMatchObject({ relay: true })
  expect(alice.contact(bob).link.state).toBe('idle')
  await links(alice, bob)
  expect(alice.contact(bob).link).toMatchObject({ state: 'open', relayed: true })
})

it('opens none from the beginning for somebody who had chosen so before', async () => {
  const [alice, bob] = stage.actors(['alice', 'bob'], true)
  choose(alice, 'never')
  for (const each of [alice, bob]) await each.signIn()
  await goes(alice, bob, 'mailbox')
  await goes(bob, alice, 'mailbox')
})

it('takes the relay as soon as the server names it, for somebody who had chosen so before', async () => {
  const [alice, bob] = relayed.actors(['alice', 'bob'], true)
  choose(alice, 'relay-only')
  for (const each of [alice, bob]) await each.signIn()
  await links(alice, bob)
  expect(alice.contact(bob).link).toMatchObject({ state: 'open', relayed: true })
})
