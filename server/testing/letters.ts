import { envelopeToOuter } from '../../protocol/envelope.ts'
import { createPerson, envelopeOf, type Person } from './client.ts'
import { bytes32, messageId } from './fixtures.ts'
import type { Line, World } from './world.ts'

/** What becomes of a letter that was opened. */
export const opened = { outcome: 'opened', proof: bytes32('proof') } as const

/** Puts a letter with the nth id, sealed to a prekey and `length` bytes long. */
export const put = (line: Line, from: Person, to: Person, id: number, prekeyId = 1, length?: number) =>
  line.ask('mail:put', {
    to: to.name,
    envelope: envelopeOf({ id: messageId(id), fromDevice: from.device, toDevice: to.device, prekeyId }, length),
  })

/** Acks letters of this session by their numbers in it, from `first` on. */
export const ack = (line: Line, first: number, count = 1) =>
  line.ask('mail:ack', { first, proofs: Array.from({ length: count }, () => opened.proof) })

/** Two people who are signed in, and their lines. */
export async function couple(world: World) {
  const [ann, bob] = [await createPerson('ann'), await createPerson('bob')]
  const [a, b] = [world.connect(), world.connect()]
  await a.signIn(ann)
  await b.signIn(bob)
  return { ann, bob, a, b }
}

/** The ids of each page that came. */
export const arrivedIds = (line: Line) =>
  line.heard('mail:arrived').map(({ lengths, envelopes }) => {
    let at = 0
    return lengths.map((length) => envelopeToOuter(envelopes.subarray(at, (at += length)))?.id)
  })

/** The nth ids. */
export const ids = (...numbers: number[]) => numbers.map(messageId)
