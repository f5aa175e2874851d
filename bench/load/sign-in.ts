import * as v from 'valibot'
import { createPerson, type Person } from '../../server/testing/client.ts'
import { openConnection, packetArguments, type Connection, type Ears } from './connection.ts'

const Challenge = v.tuple([v.literal('session:challenged'), v.object({ nonce: v.string() })])
const Accepted = v.object({
  ok: v.literal(true),
  value: v.looseObject({ fence: v.number(), group: v.object({ head: v.number(), cursor: v.number() }) }),
})

/** A signed-in member of the load. */
export interface Member extends Connection {
  readonly person: Person
  readonly welcome: v.InferOutput<typeof Accepted>['value']
}

/** Where a server listens, and under which address a sign-in must be signed. */
export interface Place {
  readonly port: number
  readonly url: string
}

/** Connects and has the challenge; a sign-in's own part can begin. */
export async function challenged({ port }: Place): Promise<{ connection: Connection; nonce: string }> {
  let connection: Connection | undefined
  const nonce = await new Promise<string>((resolve, reject) => {
    const onEvent = (packet: Buffer) => {
      const challenge = v.safeParse(Challenge, packetArguments(packet))
      if (challenge.success) resolve(challenge.output[1].nonce)
    }
    openConnection(port, { onEvent }).then((opened) => {
      connection = opened
    }, reject)
  })
  while (!connection) await new Promise((resolve) => setImmediate(resolve))
  return { connection, nonce }
}

/** Signs a person in over a connection that was challenged. */
export async function signIn(
  place: Place,
  person: Person,
  { connection, nonce }: { connection: Connection; nonce: string },
  ears: Ears = {},
): Promise<Member> {
  const payload = await person.signIn({ nonce, origin: place.url })
  connection.ears = ears
  const answer = await connection.ask('session:sign-in', payload)
  const accepted = v.safeParse(Accepted, answer)
  if (!accepted.success) throw new Error(`sign-in refused: ${JSON.stringify(answer)}`)
  return Object.assign(connection, { person, welcome: accepted.output.value })
}

/** Makes people; names are of one length, so that packets are too. */
export async function createPeople(prefix: string, count: number): Promise<readonly Person[]> {
  const people: Person[] = []
  for (let index = 0; index < count; index++) {
    people.push(await createPerson(`${prefix}${String(index).padStart(5, '0')}`))
  }
  return people
}

/** Signs people in, `together` at a time, in their order. */
export async function signInAll(
  place: Place,
  people: readonly Person[],
  earsOf: (index: number) => Ears = () => ({}),
  together = 32,
): Promise<readonly Member[]> {
  const members: Member[] = []
  for (let at = 0; at < people.length; at += together) {
    const some = people.slice(at, at + together)
    members.push(
      ...(await Promise.all(
        some.map(async (person, index) => signIn(place, person, await challenged(place), earsOf(at + index))),
      )),
    )
  }
  return members
}
