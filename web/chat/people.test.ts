import { expect, it } from 'vitest'
import type { UserName } from '../../protocol/names.ts'
import type { RosterEntry } from '../../protocol/presence.ts'
import type { LinkView, SessionView } from './chat-view.ts'
import { hasLinks, toPeople } from './people.ts'

const entry = (name: string, online: boolean) => ({ name, device: name, online, lastSeen: 0 }) as unknown as RosterEntry
const session = (state: SessionView['state']) => ({ state }) as SessionView

const roster = [entry('me', true), entry('carol', true), entry('bob', true), entry('ann', false)]
const open: LinkView = { state: 'open', since: 0, rttMs: null, relayed: false }
const links = new Map([
  ['bob' as UserName, open],
  ['carol' as UserName, { state: 'idle' } as LinkView],
])
const presence = (state: SessionView['state']) =>
  toPeople(roster, { me: 'me' as UserName, session: session(state), links }).map(({ name, online }) => [name, online])

it('believes the roster while signed in', () => {
  expect(presence('signedIn')).toEqual([
    ['ann', false],
    ['bob', true],
    ['carol', true],
  ])
})

it.each(['reconnecting', 'signingOut', 'signedOut'] as const)('knows only of who is linked, %s', (state) => {
  expect(presence(state)).toEqual([
    ['ann', null],
    ['bob', true],
    ['carol', null],
  ])
})

it('ends the links with the session, and when another tab takes over', () => {
  const loss = { reason: 'lost' } as const
  const reconnecting = { state: 'reconnecting', loss } as SessionView
  expect([session('signedIn'), session('signingOut'), reconnecting].map(hasLinks)).toEqual([true, true, true])
  const begun = { state: 'reconnecting', loss: null } as SessionView
  expect([session('new'), session('signedOut'), session('signingIn'), begun].map(hasLinks)).not.toContain(true)
})
