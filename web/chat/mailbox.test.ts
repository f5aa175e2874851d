import { beforeEach, describe, expect, it } from 'vitest'
import type { Payload } from '../../protocol/contract.ts'
import type { MessageId } from '../../protocol/ids.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { messageId, userName } from '../../server/testing/fixtures.ts'
import type { Arrived } from './inbox.ts'
import { createMailbox, takeRun } from './mailbox.ts'
import type { CommandResult } from './ports/server-link.ts'
import { pack } from './testing/letters.ts'

const bob = userName('bob')
/** Storage fails for a receipt of this letter. */
const UNSTORABLE = 66

/** What the inbox was given, what the server was told, and whether it answers; timers are run by hand. */
function stage() {
  const taken: Arrived[] = []
  const acked: Payload<'mail:ack'>[] = []
  const replies: ((result: CommandResult<'mail:ack'>) => void)[] = []
  const timers: (() => void)[] = []
  const told: MessageId[] = []
  const mailbox = createMailbox({
    inbox: { take: (arrived) => void taken.push(arrived), close: () => {} },
    clock: { wallTime: () => 0, monotonic: () => 0, after: (_, run) => (timers.push(run), () => {}) },
    isConnected: () => true,
    ack: (answers) => {
      acked.push(answers)
      return new Promise((resolve) => replies.push(resolve))
    },
    settle: async ({ id }) => id !== messageId(UNSTORABLE),
    ackReceipts: (receipts) => void told.push(...receipts.map(({ id }) => id)),
  })
  /** Everything that needs no timer has happened. */
  const settled = () => new Promise<void>((resolve) => setImmediate(resolve))
  return {
    mailbox,
    acked,
    told,
    settled,
    page(first: number, count: number) {
      const letter = { number: first, from: bob, storedAt: 1, envelope: Uint8Array.of(1) }
      mailbox.arrived(pack(Array.from({ length: count }, () => letter)))
    },
    /** The inbox holds the letter that it was given as the nth; its proof is that. */
    hold(nth: number) {
      const arrived = taken[nth]
      const id = messageId(nth)
      arrived?.answer({ verdict: 'held', id, proof: `proof ${nth}` })
    },
    reject(nth: number) {
      taken[nth]?.answer({ verdict: 'malformed' })
    },
    async reply(result: CommandResult<'mail:ack'>) {
      replies.shift()?.(result)
      await settled()
    },
    async pass() {
      timers.splice(0).forEach((run) => run())
      await settled()
    },
  }
}

const DONE = { ok: true, value: null } as const
const FAILED = { ok: false, error: { kind: 'no-answer', message: '' } } as const

describe('acks of letters', () => {
  let of: ReturnType<typeof stage>
  beforeEach(() => {
    of = stage()
    of.mailbox.welcomed()
  })

  it('go out together for numbers that follow each other, and leave out what was not answered', async () => {
    of.page(5, 4)
    for (const nth of [3, 0]) of.hold(nth)
    of.reject(1)
    await of.settled()
    await of.reply(DONE)
    expect(of.acked).toEqual([
      { first: 5, proofs: ['proof 0', null] },
      { first: 8, proofs: ['proof 3'] },
    ])
    await of.reply(DONE)
    of.hold(2)
    await of.settled()
    expect(of.acked.at(-1)).toEqual({ first: 7, proofs: ['proof 2'] })
  })

  it('are repeated when they failed, with what came meanwhile', async () => {
    of.page(1, 3)
    of.hold(0)
    await of.settled()
    of.hold(1)
    await of.reply(FAILED)
    expect(of.acked).toHaveLength(1)
    await of.pass()
    expect(of.acked.at(-1)).toEqual({ first: 1, proofs: ['proof 0', 'proof 1'] })
  })

  it('end with their session, in which alone the numbers mean these letters', async () => {
    of.page(1, 3)
    of.hold(0)
    await of.settled()
    of.hold(1)
    of.mailbox.welcomed()
    await of.reply(FAILED)
    of.hold(2)
    await of.pass()
    expect(of.acked).toEqual([{ first: 1, proofs: ['proof 0'] }])
    of.page(1, 1)
    of.hold(3)
    await of.settled()
    expect(of.acked.at(-1)).toEqual({ first: 1, proofs: ['proof 3'] })
  })
})

it('takes no more answers at once than one ack may have', () => {
  const answers = new Map(Array.from({ length: LIMITS.pageItems + 1 }, (_, index) => [index + 1, null]))
  expect(takeRun(answers)).toEqual({ first: 1, proofs: Array.from({ length: LIMITS.pageItems }, () => null) })
  expect(takeRun(answers)).toEqual({ first: LIMITS.pageItems + 1, proofs: [null] })
  expect(answers.size).toBe(0)
})

it('acks the receipts that are stored, and no others', async () => {
  const { mailbox, told, settled } = stage()
  const ids = [1, UNSTORABLE, 2].map(messageId)
  mailbox.receipts({ receipts: ids.map((id) => ({ to: bob, id, outcome: { outcome: 'rejected' } })) })
  await settled()
  expect(told).toEqual([ids[0], ids[2]])
})
