import { describe, expect, it } from 'vitest'
import { recoveryStatement } from '../protocol/statements.ts'
import { createMemoryStore } from './store/memory.ts'
import type { Store } from './store/store.ts'
import { createPerson } from './testing/client.ts'
import { messageId } from './testing/fixtures.ts'
import { ack, couple, put } from './testing/letters.ts'
import { refused } from './testing/refused.ts'
import { createWorld, type Line } from './testing/world.ts'

// What a session wrote reaches the disk after another one has taken over.

/** A store that commits what sessions write only when it is let; sign-ins are not held. */
function createHeldStore() {
  const memory = createMemoryStore()
  let gate = Promise.resolve()
  let held = 0
  const late =
    <I, O>(verb: (input: I) => Promise<O>) =>
    async (input: I) => {
      held += 1
      await gate
      return verb(input)
    }
  const store: Store = {
    ...memory,
    publishPrekey: late(memory.publishPrekey),
    setRecovery: late(memory.setRecovery),
    setBlocked: late(memory.setBlocked),
    putMail: late(memory.putMail),
    ackMail: late(memory.ackMail),
    ackReceipts: late(memory.ackReceipts),
    post: late(memory.post),
    ackPosts: late(memory.ackPosts),
  }
  const hold = () => {
    let release = () => {}
    held = 0
    gate = new Promise((resolve) => (release = resolve))
    return release
  }
  return { store, hold, isHeld: () => held > 0 }
}

/** Ann and bob; each has written to the other and neither has answered. */
async function scene() {
  const { store, hold, isHeld } = createHeldStore()
  const world = await createWorld({ store })
  const { ann, bob, a, b } = await couple(world)
  await put(a, ann, bob, 1)
  await put(b, bob, ann, 2)
  const phrase = await createPerson('phrase')
  const statement = recoveryStatement({ name: ann.name, recoveryKey: phrase.identityKey })
  const [post, prekey, endorsement] = [await ann.post(1), await ann.prekey(2), await ann.sign(statement)]
  const asks = {
    'group:post': (line: Line) => line.ask('group:post', post),
    'group:ack': (line: Line) => line.ask('group:ack', { upTo: 0 }),
    'prekey:publish': (line: Line) => line.ask('prekey:publish', prekey),
    'recovery:set': (line: Line) => line.ask('recovery:set', { key: phrase.identityKey, endorsement }),
    'block:set': (line: Line) => line.ask('block:set', { name: bob.name, blocked: true }),
    'mail:put': (line: Line) => put(line, ann, bob, 3),
    'mail:ack': (line: Line) => ack(line, 1),
    'receipt:ack': (line: Line) => line.ask('receipt:ack', { receipts: [{ to: bob.name, id: messageId(1) }] }),
  }
  const bundle = async () => {
    const answer = await b.ask('bundle:fetch', { names: [ann.name] })
    return answer.ok ? answer.value.bundles : []
  }
  return { world, hold, isHeld, ann, bob, a, b, asks, bundle }
}

const EVENTS = [
  'group:post',
  'group:ack',
  'prekey:publish',
  'recovery:set',
  'block:set',
  'mail:put',
  'mail:ack',
  'receipt:ack',
] as const

describe.each(EVENTS)('%s', (event) => {
  it('of a session that another one has followed meanwhile is refused and changes nothing', async () => {
    const { world, hold, isHeld, ann, bob, a, b, asks, bundle } = await scene()
    const before = { store: await world.store.load(), bundle: await bundle() }
    const release = hold()
    const answer = asks[event](a)
    await world.until(isHeld)
    const next = world.connect()
    await next.signIn(ann)
    release()
    expect(await answer).toEqual(refused('superseded'))
    expect(await bundle()).toEqual(before.bundle)
    const { accounts, head } = await world.store.load()
    expect(accounts.map(({ fence, lastSeen, revision, ...rest }) => rest)).toEqual(
      before.store.accounts.map(({ fence, lastSeen, revision, ...rest }) => rest),
    )
    expect(head).toBe(0)
    expect((await world.store.mailPage({ to: ann.name, after: 0 })).ids).toEqual([messageId(2)])
    expect((await world.store.mailPage({ to: bob.name, after: 0 })).ids).toEqual([messageId(1)])
    world.clock.advance(200)
    expect([b.heard('receipt:issued'), b.heard('group:posted')]).toEqual([[], []])
    expect(await b.ask('signal:send', { to: ann.name, signal: '{}' })).toMatchObject({ ok: true })
  })

  it('is not to be seen by others before it is committed', async () => {
    const { world, hold, isHeld, ann, a, b, asks, bundle } = await scene()
    const before = await bundle()
    const release = hold()
    const answer = asks[event](a)
    await world.until(isHeld)
    world.clock.advance(200)
    expect(await bundle()).toEqual(before)
    expect(await b.ask('signal:send', { to: ann.name, signal: '{}' })).toMatchObject({ ok: true })
    expect([b.heard('receipt:issued'), b.heard('group:posted')]).toEqual([[], []])
    expect(b.heard('mail:arrived')).toHaveLength(1)
    release()
    expect(await answer).toMatchObject({ ok: true })
  })
})
