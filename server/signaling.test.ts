import { expect, it } from 'vitest'
import { couple } from './testing/letters.ts'
import { refused } from './testing/refused.ts'
import { createWorld, ORIGIN } from './testing/world.ts'

it('relays signals to a peer while it is connected', async () => {
  const world = await createWorld()
  const { bob, a, b } = await couple(world)
  expect(await a.ask('signal:send', { to: bob.name, signal: 'x' })).toEqual({ ok: true, value: null })
  expect(b.heard('signal:received')).toEqual([{ from: 'ann', signal: 'x' }])
  b.drop()
  await world.until(() => a.heard('presence:changed').length > 0)
  world.clock.advance(100)
  expect(await a.ask('signal:send', { to: bob.name, signal: 'x' })).toEqual(refused('not-connected'))
  expect(await a.ask('signal:send', { to: 'nobody', signal: 'x' })).toEqual(refused('no-such-user'))
})

it('tells who is typing: everybody, or one who does not block', async () => {
  const world = await createWorld()
  const { ann, bob, a, b } = await couple(world)
  // No answer is asked for, as our client does.
  a.raw('typing:send', [{ to: 'everyone' }], undefined)
  a.raw('typing:send', [{ to: bob.name }], undefined)
  await world.until(() => b.heard('typing:received').length === 2)
  const heard = ['everyone', 'bob'].map((to) => ({ from: 'ann', to }))
  expect([a.heard('typing:received'), b.heard('typing:received')]).toEqual([heard.slice(0, 1), heard])
  await b.ask('block:set', { name: ann.name, blocked: true })
  expect(await a.ask('typing:send', { to: bob.name })).toEqual({ ok: true, value: null })
  expect(b.heard('typing:received')).toEqual(heard)
  await b.ask('block:set', { name: ann.name, blocked: false })
  await a.ask('typing:send', { to: bob.name })
  expect(b.heard('typing:received')).toHaveLength(3)
})

it('names fresh ICE servers to a device that stays, at the address that it dialled', async () => {
  const world = await createWorld()
  const { ann, a } = await couple(world)
  world.clock.advance(600_000)
  const [{ urls }, username] = [{ urls: ['stun:lab:8080'] }, `${world.clock.now()}:${ann.device}`]
  expect(await a.ask('ice-servers:fetch', { origin: ORIGIN })).toEqual({
    ok: true,
    value: { iceServers: [{ urls, username }], iceLifetime: 600_000 },
  })
  expect(await a.ask('ice-servers:fetch', { origin: 'https://elsewhere.example' })).toEqual(refused('bad-payload'))
})
