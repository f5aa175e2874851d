import { describe, expect, it } from 'vitest'
import { createMemoryStore } from './store/memory.ts'
import type { Store } from './store/store.ts'
import { refused } from './testing/refused.ts'
import { createPerson } from './testing/client.ts'
import { createWorld } from './testing/world.ts'

describe('session', () => {
  it('is taken over by a newer sign-in, and its writes are refused', async () => {
    const { connect, clock, until } = await createWorld()
    const ann = await createPerson('ann')
    const [old, fresh] = [connect(), connect()]
    await old.signIn(ann)
    await fresh.signIn(ann)
    await until(() => !old.isOpen)
    expect(old.heard('session:superseded')).toEqual([{ fence: 2 }])
    clock.advance(60)
    const entries = fresh.heard('presence:changed').flatMap((change) => change.entries)
    expect(new Set(entries.map(({ online }) => online))).toEqual(new Set([true]))
    expect(await old.ask('group:ack', { upTo: 0 })).toMatchObject({ ok: false })
    expect(await fresh.ask('group:ack', { upTo: 0 })).toEqual({ ok: true, value: null })
  })

  it('is not taken over by a sign-in that was begun before it', async () => {
    const { connect, clock } = await createWorld()
    const ann = await createPerson('ann')
    const [late, fresh] = [connect(), connect()]
    clock.advance(1000)
    await fresh.signIn(ann)
    clock.advance(1000)
    await expect(late.signIn(ann)).rejects.toThrow('challenge-expired')
    expect(fresh.isOpen).toBe(true)
    expect(await fresh.ask('group:ack', { upTo: 0 })).toEqual({ ok: true, value: null })
    await connect().signIn(ann)
    expect(fresh.isOpen).toBe(false)
  })

  it('is followed, when it is over, by a sign-in that was begun before it', async () => {
    const { connect, clock } = await createWorld()
    const ann = await createPerson('ann')
    const late = connect()
    clock.advance(1000)
    const fresh = connect()
    const { fence } = await fresh.signIn(ann)
    await fresh.ask('session:sign-out', { fence })
    expect(await late.signIn(ann)).toMatchObject({ fence: fence + 1 })
  })

  it('is not taken over by a sign-in that was begun before it while it is being committed', async () => {
    const memory = createMemoryStore()
    let commit = () => {}
    let held = 0
    const slow: Store = {
      ...memory,
      async beginSession(begin) {
        if (++held === 1) await new Promise<void>((resolve) => (commit = resolve))
        return memory.beginSession(begin)
      },
    }
    const { connect, clock, until } = await createWorld({ store: slow })
    const ann = await createPerson('ann')
    const late = connect()
    clock.advance(1000)
    const fresh = connect()
    const begun = fresh.signIn(ann)
    await until(() => held === 1)
    await expect(late.signIn(ann)).rejects.toThrow('challenge-expired')
    commit()
    expect(await begun).toMatchObject({ fence: 1 })
    expect(fresh.isOpen).toBe(true)
    expect(await fresh.ask('group:ack', { upTo: 0 })).toEqual({ ok: true, value: null })
  })

  it('binds its commands only while it lasts', async () => {
    const { connect } = await createWorld()
    const line = connect()
    expect(await line.ask('group:ack', { upTo: 0 })).toEqual(refused('unknown-event'))
    const { fence } = await line.signIn(await createPerson('ann'))
    expect(await line.ask('session:sign-out', { fence: fence + 1 })).toEqual(refused('superseded'))
    expect(await line.ask('session:sign-out', { fence })).toEqual({ ok: true, value: null })
    expect(await line.ask('group:ack', { upTo: 0 })).toEqual(refused('unknown-event'))
  })

  it('shows in the roster of the others when it begins and ends', async () => {
    const { connect, clock, until } = await createWorld()
    const [a, b] = [connect(), connect()]
    await a.signIn(await createPerson('ann'))
    await b.signIn(await createPerson('bob'))
    const seen = () => {
      clock.advance(60)
      return a.heard('presence:changed').flatMap((change) => change.entries.filter(({ name }) => name === 'bob'))
    }
    await until(() => seen().some(({ online }) => online))
    clock.advance(5000)
    const ended = clock.now()
    b.drop()
    await until(() => seen().some(({ online }) => !online))
    const revisions = seen().map(({ revision }) => revision)
    expect(revisions).toEqual(revisions.toSorted((x, y) => x - y))
    expect(revisions.at(-1)).toBeGreaterThan(revisions[0] ?? Infinity)
    expect(seen().at(-1)?.lastSeen).toBe(ended)
  })

  it('ends durably when the server stops, and a restart shows everybody offline with a newer revision', async () => {
    const store = createMemoryStore()
    const { connect, service } = await createWorld({ store })
    const line = connect()
    const welcome = await line.signIn(await createPerson('ann'))
    await service.stop()
    expect(line.heard('server:stopping')).toHaveLength(1)
    await expect(connect().signIn(await createPerson('bob'))).rejects.toThrow('server-stopping')
    const after = await createWorld({ store })
    const { roster } = await after.connect().signIn(await createPerson('cid'))
    const [before] = welcome.roster.entries
    const [ann] = roster.entries
    expect(ann).toMatchObject({ name: 'ann', online: false })
    expect(ann?.revision).toBeGreaterThan(before?.revision ?? Infinity)
  })

  it('hands out the roster in pages', async () => {
    const { connect } = await createWorld()
    const people = await Promise.all(Array.from({ length: 203 }, (_, i) => createPerson(`u${1000 + i}`)))
    for (const person of people) await connect().signIn(person)
    const line = connect()
    const { roster } = await line.signIn(await createPerson('zoe'))
    expect([roster.entries.length, roster.next]).toEqual([50, 'u1049'])
    const second = await line.ask('roster:list', { after: 'u1000' })
    expect(second).toMatchObject({ value: { entries: { length: 200 }, next: 'u1200' } })
    expect(await line.ask('roster:list', { after: 'u1199' })).toMatchObject({
      value: { entries: [{ name: 'u1200' }, { name: 'u1201' }, { name: 'u1202' }, { name: 'zoe' }], next: null },
    })
  })
})
