import { describe, expect, it } from 'vitest'
import { refused } from './testing/refused.ts'
import { createPerson } from './testing/client.ts'
import { createWorld, ORIGIN } from './testing/world.ts'

describe('a connection on which nobody is signed in', () => {
  it('is cut after half a minute, whether or not a sign-in was refused', async () => {
    const { connect, clock } = await createWorld()
    const [silent, refusedOne, recovering] = [connect(), connect(), connect()]
    const eve = await createPerson('eve')
    const payload = await eve.signIn({ nonce: silent.nonce, origin: ORIGIN })
    expect(await refusedOne.ask('session:sign-in', payload)).toEqual(refused('bad-signature'))
    clock.advance(29_999)
    expect(await recovering.ask('recovery:begin', { name: 'nobody' })).toEqual(refused('no-such-user'))
    expect([silent, refusedOne, recovering].map(({ isOpen }) => isOpen)).toEqual([true, true, true])
    clock.advance(1)
    expect([silent, refusedOne, recovering].map(({ isOpen }) => isOpen)).toEqual([false, false, false])
  })

  it('is not the one on which somebody is', async () => {
    const { connect, clock } = await createWorld()
    const line = connect()
    await line.signIn(await createPerson('ann'))
    clock.advance(24 * 3600_000)
    expect(line.isOpen).toBe(true)
    expect(await line.ask('group:ack', { upTo: 0 })).toEqual({ ok: true, value: null })
  })

  it('is cut soon after its sign-out', async () => {
    const { connect, clock } = await createWorld()
    const line = connect()
    const { fence } = await line.signIn(await createPerson('ann'))
    expect(await line.ask('session:sign-out', { fence })).toEqual({ ok: true, value: null })
    expect(line.isOpen).toBe(true)
    clock.advance(5000)
    expect(line.isOpen).toBe(false)
  })

  it('gives its place back', async () => {
    const { connect, clock } = await createWorld({ limits: { socketsPerAddress: 1 } })
    connect()
    connect()
    clock.advance(30_000)
    await connect().signIn(await createPerson('ann'))
  })
})
