import { describe, expect, it } from 'vitest'
import * as v from 'valibot'
import { bytesToMessageId } from '../../protocol/ids.ts'
import { UserName } from '../../protocol/names.ts'
import type { Delivery } from './delivery.ts'
import { chooseRoute, createLane, entriesIn, type LaneEntry, type LaneSituation, type Route } from './lane.ts'

const bob = v.parse(UserName, 'bob')
const flags = [false, true]

/** Every situation there is. */
const situations: LaneSituation[] = (['direct', 'mailbox'] as const).flatMap((mode) =>
  flags.flatMap((linkOpen) =>
    flags.flatMap((linkPossible) =>
      flags.flatMap((serverConnected) =>
        flags.flatMap((held) =>
          flags.map((paused) => ({ mode, linkOpen, linkPossible, serverConnected, held, paused })),
        ),
      ),
    ),
  ),
)

/** The rules again, as sentences of the design. */
function expected({ mode, linkOpen, linkPossible, serverConnected, held, paused }: LaneSituation): Route {
  const rules: readonly [boolean, Route][] = [
    [held || paused, 'wait'],
    [serverConnected && mode === 'direct' && linkOpen, 'direct'],
    [serverConnected && mode === 'direct' && linkPossible, 'link'],
    [serverConnected, 'mailbox'],
    [linkOpen, 'direct'],
  ]
  return rules.find(([applies]) => applies)?.[1] ?? 'wait'
}

describe('the route of the next message', () => {
  it.each(situations)('%j', (situation) => {
    expect(chooseRoute(situation)).toBe(expected(situation))
  })
})

function entry(seq: number, delivery: Delivery, committing?: Delivery): LaneEntry {
  const id = bytesToMessageId(new Uint8Array(16).fill(seq))
  const message = {
    ...({
      kind: 'outgoing',
      id,
      conversation: bob,
      from: bob,
      seq,
      sentAt: 0,
      type: 'text',
      text: '',
      delivery,
    } as const),
    receiptToken: '',
  }
  return { message, committing, sealed: undefined, sentAt: 0, cancelAckWait() {}, reseals: 0 }
}

describe('the entries of a lane', () => {
  it('come in order of seq, without those that are about to change', () => {
    const lane = createLane(bob)
    const entries = [
      entry(3, { state: 'queued' }),
      entry(1, { state: 'queued' }),
      entry(2, { state: 'queued' }, { state: 'expired' }),
      entry(4, { state: 'storing' }),
      entry(5, { state: 'stored', at: 0 }),
    ]
    for (const each of entries) lane.entries.set(each.message.id, each)
    expect(entriesIn(lane, 'queued').map(({ message }) => message.seq)).toEqual([1, 3])
    expect(entriesIn(lane, 'queued', 'storing').map(({ message }) => message.seq)).toEqual([1, 3, 4])
  })
})
