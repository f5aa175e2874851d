import { expect, it } from 'vitest'
import { bytesToLinkId } from '../../protocol/ids.ts'
import { IDLE_LINK, type LinkState } from './link-state.ts'
import { linkToView } from './link-view.ts'

const open: LinkState = { state: 'open', linkId: bytesToLinkId(new Uint8Array(16)), since: 5 }
const base = {
  policy: 'all',
  online: true,
  link: open,
  rttMs: 3,
  relayed: false,
  mode: { type: 'direct' },
  wallOffset: 1000,
} as const
const mailbox = { type: 'mailbox', since: 0, why: 'no-ack' } as const

it.each([
  ['an open link, since when by the clock on the wall', base, { state: 'open', since: 1005, rttMs: 3, relayed: false }],
  ['a link that a relay carries', { ...base, relayed: true }, { state: 'open', since: 1005, rttMs: 3, relayed: true }],
  [
    'a link that only a relay may carry',
    { ...base, policy: 'relay-only' },
    { state: 'open', since: 1005, rttMs: 3, relayed: true },
  ],
  ['links switched off', { ...base, policy: 'switched-off' }, { state: 'mailbox', why: 'switched-off' }],
  ['a browser without links', { ...base, policy: 'unsupported' }, { state: 'mailbox', why: 'unsupported' }],
  ['somebody offline', { ...base, online: false, link: IDLE_LINK }, { state: 'mailbox', why: 'offline' }],
  ['an open link without acks', { ...base, mode: mailbox }, { state: 'mailbox', why: 'no-ack' }],
  [
    'a peer that sent too much',
    { ...base, link: { state: 'flooded' }, mode: mailbox },
    { state: 'mailbox', why: 'flooded' },
  ],
  ['no link yet', { ...base, link: IDLE_LINK }, { state: 'idle' }],
] as const)('%s', (_, situation, view) => {
  expect(linkToView(situation)).toEqual(view)
})
