import { describe, expect, it } from 'vitest'
import { bytesToLinkId } from '../../protocol/ids.ts'
import {
  ackTimeout,
  advanceLink,
  IDLE_LINK,
  LINK_TIMES,
  smoothRtt,
  type LinkEvent,
  type LinkState,
} from './link-state.ts'

const A = bytesToLinkId(new Uint8Array(16).fill(1))
const B = bytesToLinkId(new Uint8Array(16).fill(2))
const now = 10_000

const STATES = {
  idle: IDLE_LINK,
  knocking: { state: 'knocking', failures: 1 },
  negotiating: { state: 'negotiating', linkId: A, since: 5000, failures: 1 },
  open: { state: 'open', linkId: A, since: 5000 },
  flooded: { state: 'flooded' },
} as const satisfies Record<LinkState['state'], LinkState>

const EVENTS = {
  wanted: { type: 'wanted', now, linkId: B, initiator: true },
  wantedOther: { type: 'wanted', now, linkId: B, initiator: false },
  knocked: { type: 'knocked', now, linkId: B },
  offered: { type: 'offered', now, linkId: B },
  offeredAgain: { type: 'offered', now, linkId: A },
  opened: { type: 'opened', now, linkId: A },
  openedOther: { type: 'opened', now, linkId: B },
  failed: { type: 'failed', now },
  ended: { type: 'ended' },
  encouraged: { type: 'encouraged' },
  flooded: { type: 'flooded' },
  rested: { type: 'rested' },
} as const satisfies Record<string, LinkEvent>

const fresh = { state: 'negotiating', linkId: B, since: now, failures: 0 }

/** What changes, by state and event; every other pair leaves the state as it is. */
const MOVES: Record<LinkState['state'], Partial<Record<keyof typeof EVENTS, object>>> = {
  idle: {
    wanted: fresh,
    wantedOther: { state: 'knocking', failures: 0 },
    knocked: fresh,
    offered: fresh,
    offeredAgain: { ...fresh, linkId: A },
    flooded: { state: 'flooded' },
  },
  knocking: {
    knocked: fresh,
    offered: fresh,
    offeredAgain: { ...fresh, linkId: A },
    failed: { state: 'idle', failures: 2 },
    ended: IDLE_LINK,
    flooded: { state: 'flooded' },
  },
  negotiating: {
    knocked: fresh,
    offered: fresh,
    opened: { state: 'open', linkId: A, since: now },
    failed: { state: 'idle', failures: 2 },
    ended: IDLE_LINK,
    flooded: { state: 'flooded' },
  },
  open: {
    knocked: fresh,
    offered: fresh,
    failed: { state: 'idle', failures: 0, notBefore: 0 },
    ended: IDLE_LINK,
    flooded: { state: 'flooded' },
  },
  flooded: { rested: IDLE_LINK },
}

const pairs = (Object.keys(STATES) as LinkState['state'][]).flatMap((state) =>
  (Object.keys(EVENTS) as (keyof typeof EVENTS)[]).map((event) => ({ state, event })),
)

describe('a peer link', () => {
  it.each(pairs)('in $state on $event', ({ state, event }) => {
    const before: LinkState = STATES[state]
    const after = advanceLink(before, EVENTS[event])
    const expected = MOVES[state][event]
    if (expected) expect(after).toMatchObject(expected)
    else expect(after).toEqual(before)
  })

  it('does not begin anew while the pause after a failure lasts, unless it is encouraged', () => {
    const failed = advanceLink(STATES.negotiating, EVENTS.failed)
    expect(advanceLink(failed, EVENTS.wanted)).toBe(failed)
    expect(advanceLink(advanceLink(failed, EVENTS.encouraged), EVENTS.wanted)).toMatchObject({ state: 'negotiating' })
  })

  it('takes a knock that crosses a young offer for an answer to it', () => {
    const young = { ...STATES.negotiating, since: now - 999 }
    expect(advanceLink(young, EVENTS.knocked)).toBe(young)
  })

  it('pauses longer with every failure, up to a limit', () => {
    const pauses = [0, 1, 2, 20].map((failures) => {
      const after = advanceLink({ ...STATES.knocking, failures }, EVENTS.failed)
      return after.state === 'idle' ? after.notBefore - now : undefined
    })
    expect(pauses).toEqual([LINK_TIMES.retry, 2 * LINK_TIMES.retry, 4 * LINK_TIMES.retry, LINK_TIMES.longestRetry])
  })
})

describe('the time for an ack', () => {
  it.each([
    [null, 2000],
    [10, 1000],
    [400, 1600],
    [9000, 5000],
  ])('after round trips of %s ms: %i ms', (rtt, ms) => {
    expect(ackTimeout(rtt)).toBe(ms)
  })

  it('follows round trips slowly', () => {
    expect(smoothRtt(null, 80)).toBe(80)
    expect(smoothRtt(80, 160)).toBe(90)
  })
})
