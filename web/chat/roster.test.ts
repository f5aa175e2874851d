import { describe, expect, it } from 'vitest'
import * as v from 'valibot'
import { bytesToText } from '../../protocol/bytes.ts'
import { DeviceId } from '../../protocol/identity-key.ts'
import { UserName } from '../../protocol/names.ts'
import type { RosterEntry } from '../../protocol/presence.ts'
import { createRoster, fetchRoster } from './roster.ts'

const device = v.parse(DeviceId, bytesToText(new Uint8Array(16)))
const bob = v.parse(UserName, 'bob')
const entry = (name: string, revision: number, online = true): RosterEntry => ({
  name: v.parse(UserName, name),
  device,
  online,
  lastSeen: 0,
  revision,
})

describe('a roster', () => {
  it('takes what is newer and says what that was', () => {
    const roster = createRoster()
    expect(roster.merge([entry('bob', 1), entry('carol', 0)])).toHaveLength(2)
    const [older, same, newer] = [entry('bob', 0), entry('bob', 1, false), entry('bob', 2, false)]
    expect(roster.merge([older])).toEqual([])
    expect(roster.merge([same])).toEqual([])
    expect(roster.merge([newer])).toEqual([newer])
    expect(roster.entry(newer.name)).toEqual(newer)
  })

  it('takes everything after a restart of the server, whose revisions begin anew, and shows its best guess until then', () => {
    const roster = createRoster()
    roster.merge([entry('bob', 900)])
    roster.restart()
    expect(roster.entry(bob)).toMatchObject({ online: true })
    expect(roster.merge([entry('bob', 0, false)])).toHaveLength(1)
    expect(roster.entry(bob)).toMatchObject({ online: false })
  })
})

describe('fetching the roster', () => {
  const page = (name: string, next: string | null) => ({
    entries: [entry(name, 1)],
    next: next === null ? null : v.parse(UserName, next),
  })

  it('goes on to the end', async () => {
    const taken: string[] = []
    const pages = new Map([
      ['bob', page('carol', 'carol')],
      ['carol', page('dave', null)],
    ])
    await fetchRoster(
      page('bob', 'bob'),
      async (after) => pages.get(after),
      (entries) => {
        taken.push(...entries.map(({ name }) => name))
      },
    )
    expect(taken).toEqual(['bob', 'carol', 'dave'])
  })

  it('ends where the server does not answer', async () => {
    const taken: string[] = []
    await fetchRoster(
      page('bob', 'bob'),
      async () => undefined,
      (entries) => {
        taken.push(...entries.map(({ name }) => name))
      },
    )
    expect(taken).toEqual(['bob'])
  })
})
