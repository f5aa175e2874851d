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

/** Acks letters by their numbers. */
export const ack = (line: Line, from: Person, numbers: readonly number[]) =>
  line.ask('mail:ack', { letters: numbers.map((id) => ({ from: from.name, id: messageId(id), outcome: opened })) })

/** Two people who are signed in, and their lines. */
export async function couple(world: World) {
  const [ann, bob] = [await createPerson('ann'), await createPerson('bob')]
  const [a, b] = [world.connect(), world.connect()]
  await a.signIn(ann)
  await b.signIn(bob)
  return { ann, bob, a, b }
}

/** The ids of each page that came. */
export const arrivedIds = (line: Line) => line.heard('mail:arrived').map(({ letters }) => letters.map(({ id }) => id))

/** The nth ids. */
export const ids = (...numbers: number[]) => numbers.map(messageId)
