import { beforeAll, expect, it } from 'vitest'
import { createPerson, type TestPerson } from '../seal/testing/people.ts'
import { bob, idOf } from '../storage/fixtures.ts'
import type { Contacts, RecipientProblem } from './contacts.ts'
import { createLane, type LaneEntry } from './lane.ts'
import type { OutgoingMessage } from './messages.ts'
import { sealBatch } from './seal-batch.ts'

let alice: TestPerson
let other: TestPerson

beforeAll(async () => {
  ;[alice, other] = await Promise.all([createPerson('alice'), createPerson(bob)])
})

const message: Partial<OutgoingMessage> = {
  id: idOf(1),
  type: 'text',
  seq: 1,
  sentAt: 1,
  receiptToken: 'AAAAAAAAAAAAAAAAAAAAAA',
  text: 'hi',
}

/** A lane with a message whose bundle is stale; `meanwhile` happens while the recipient is looked up. */
async function seal(meanwhile: (lane: ReturnType<typeof createLane>) => void, problem?: RecipientProblem) {
  const lane = createLane(bob)
  lane.bundleStale = true
  const asked: boolean[] = []
  const contacts: Partial<Contacts> = {
    get: () => undefined,
    async recipient(_, fresh) {
      asked.push(fresh)
      meanwhile(lane)
      return problem ?? other.bundle
    },
  }
  const entry: Partial<LaneEntry> = { message: message as OutgoingMessage }
  const why = await sealBatch(lane, [entry as LaneEntry], { contacts: contacts as Contacts, sealer: alice.sealer })
  return { asked, why, entry, bundleStale: lane.bundleStale }
}

it('seals to a bundle that was fetched anew, and then takes it for good', async () => {
  expect(await seal(() => {})).toMatchObject({
    asked: [true],
    why: undefined,
    entry: { sealed: { to: other.bundle.identityKey } },
    bundleStale: false,
  })
})

it('fetches it again next time when it turned out to be stale meanwhile', async () => {
  expect(await seal((lane) => (lane.bundleStale = true))).toMatchObject({ asked: [true], bundleStale: true })
})

it('fetches it again next time when it could not be had', async () => {
  expect(await seal(() => {}, 'no-answer')).toMatchObject({ why: 'no-answer', bundleStale: true })
})
