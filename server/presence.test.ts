import { expect, it } from 'vitest'
import { createDirectory } from './directory.ts'
import type { Hub } from './ports.ts'
import { createPresence } from './presence.ts'
import { deviceOf, identityKeyOf, prekeyOf, userName } from './testing/fixtures.ts'
import { createManualClock } from './testing/manual-clock.ts'

const [identityKey, device, prekey] = [identityKeyOf('x'), deviceOf('x'), prekeyOf('x')]
const nameOf = (number: number) => userName(`user${number}`)

/** So many people, and what everybody was told of them: the names in each event. */
function scene(online: number) {
  const clock = createManualClock()
  const told: string[][] = []
  const hub: Hub = {
    toUser: () => ({ emit: () => {}, lags: () => false, cut: () => {} }),
    everyone: {
      emit: (_, fact) => void told.push('entries' in fact ? fact.entries.map(({ name }) => name) : []),
    },
  }
  const rest = { recovery: null, lineage: [], fence: 1, lastSeen: 1, revision: 1, joined: 0, cursor: 0, blocked: [] }
  const accounts = Array.from({ length: online }, (_, number) => ({
    ...{ name: nameOf(number), identityKey, device, prekey, ...rest },
  }))
  const directory = createDirectory(accounts)
  for (const account of accounts) directory.set(account, true)
  const { changed } = createPresence({ directory, hub, clock })
  const leave = (count: number) => accounts.slice(0, count).forEach((account) => directory.set(account, false))
  return { clock, told, changed, leave }
}

it.each([
  { online: 1, ms: 50 },
  { online: 200, ms: 50 },
  { online: 400, ms: 100 },
  { online: 30_000, ms: 5000 },
])('tells $online people of a change at once, and of others after $ms ms, once each', ({ online, ms }) => {
  const { clock, told, changed } = scene(online)
  changed(nameOf(0))
  clock.advance(0)
  expect(told).toEqual([['user0']])
  changed(nameOf(0))
  clock.advance(ms - 1)
  changed(nameOf(0))
  expect(told).toHaveLength(1)
  clock.advance(1)
  expect(told).toEqual([['user0'], ['user0']])
})

it('tells fewer more often', () => {
  const { clock, told, changed, leave } = scene(400)
  leave(200)
  changed(nameOf(300))
  clock.advance(0)
  changed(nameOf(301))
  clock.advance(50)
  expect(told).toHaveLength(2)
})

it('tells of five hundred in one event', () => {
  const { clock, told, changed } = scene(1001)
  for (let number = 0; number < 1001; number++) changed(nameOf(number))
  clock.advance(0)
  expect(told.map(({ length }) => length)).toEqual([500, 500, 1])
})
