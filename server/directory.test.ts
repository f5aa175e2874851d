import { expect, it } from 'vitest'
import { createDirectory } from './directory.ts'
import type { Account } from './store/store.ts'
import { bytes32, deviceOf, identityKeyOf, prekeyOf, signatureText, userName } from './testing/fixtures.ts'

function account(name: string, change: Partial<Account> = {}): Account {
  const rest = { recovery: null, lineage: [], fence: 1, lastSeen: 1, revision: 1, joined: 0, cursor: 0, blocked: [] }
  const keys = { identityKey: identityKeyOf(name), device: deviceOf(name), prekey: prekeyOf(name) }
  return { name: userName(name), ...keys, ...rest, ...change }
}

it('says in the roster what is so now, and leaves what it said before as it was', () => {
  const directory = createDirectory([account('zoe', { revision: 7 }), account('ann')])
  const before = directory.page('').entries
  // One revision above all that was ever told.
  expect(before.map(({ name, online, revision }) => [name, online, revision])).toEqual([
    ['ann', false, 8],
    ['zoe', false, 8],
  ])
  directory.set(account('bob', { revision: 9 }), true)
  directory.set(account('zoe', { revision: 10, lastSeen: 5 }), true)
  directory.update(userName('zoe'), 1, { device: deviceOf('another'), cursor: 3 })
  directory.update(userName('bob'), 2, { device: deviceOf('of a session that is over') })
  const entry = (name: string, lastSeen: number, revision: number, device = deviceOf(name)) => ({
    ...{ name, device, online: true, lastSeen, revision },
  })
  const expected = [entry('bob', 1, 9), entry('zoe', 5, 10, deviceOf('another'))]
  expect(directory.page('').entries).toEqual([before[0], ...expected])
  expect(directory.get(userName('zoe'))?.entry).toEqual(expected[1])
  expect(before[1]).toMatchObject({ online: false, revision: 8, lastSeen: 1 })
  expect(directory.online).toBe(2)
})

it('knows who was not there for long, and forgets them', () => {
  const recovery = { key: bytes32('r'), endorsement: signatureText('r') }
  const people = [account('ann'), account('bob', { recovery }), account('cid', { lastSeen: 5 }), account('dan')]
  const directory = createDirectory(people)
  directory.set(account('dan'), true)
  expect(directory.idle(5)).toEqual(['ann'])
  directory.remove(userName('ann'))
  directory.remove(userName('ann'))
  expect(directory.get(userName('ann'))).toBeUndefined()
  expect(directory.page('').entries.map(({ name }) => name)).toEqual(['bob', 'cid', 'dan'])
})
