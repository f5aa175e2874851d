import { expect } from 'vitest'
import { outerToBytes, OUTER_LENGTH } from '../../../protocol/envelope.ts'
import type { MailArrived } from '../../../protocol/mail.ts'
import { outerOf } from '../../seal/testing/people.ts'
import { rewrite, type Enclosed } from './letters.ts'
import { eventually } from './eventually.ts'
import type { Actor } from './stage.ts'

// What a server does to letters on their way, and how one sees that nobody fell for it.

/** Two who write to each other, and a third. */
export interface MailScene {
  readonly alice: Actor
  readonly bob: Actor
  readonly carol: Actor
}

/** An honest letter goes the same way behind the forged one; when it is read, the forged one was dealt with. */
export async function readsOnly({ alice, bob }: MailScene, ...texts: readonly string[]): Promise<void> {
  bob.server.repent()
  await alice.say(bob, 'the end')
  await eventually(() => expect(bob.read(alice)).toContain('the end'))
  expect(bob.read(alice)).toEqual([...texts, 'the end'])
}

/** Changes each letter on its way to bob. */
export function tampering(change: (letter: Enclosed) => Enclosed): (of: MailScene) => Promise<void> {
  return async (of) => {
    of.bob.server.onFact('mail:arrived', (page) => [rewrite(page, change)])
    await of.alice.say(of.bob, 'altered')
    await eventually(() => expect(of.bob.server.asked('mail:ack')).toHaveLength(1))
    expect(of.bob.server.asked('mail:ack')[0]?.proofs).toEqual([null])
    await eventually(() =>
      expect(of.alice.delivery(of.bob, 'altered')).toEqual({ state: 'failed', reason: 'rejected' }),
    )
    await readsOnly(of)
  }
}

/** Changes fields of the outer header on the way. */
export const swapped = (change: Partial<ReturnType<typeof outerOf>>) =>
  tampering((letter) => {
    const header = outerToBytes({ ...outerOf(letter.envelope), ...change })
    return { ...letter, envelope: new Uint8Array([...header, ...letter.envelope.subarray(OUTER_LENGTH)]) }
  })

/** Pages that bob was sent, his acks being kept from the server. */
export async function pagesOf({ alice, bob }: MailScene, ...texts: readonly string[]): Promise<MailArrived[]> {
  bob.server.onFact('mail:arrived', () => [])
  for (const text of texts) {
    await alice.say(bob, text)
    await eventually(() => expect(alice.delivery(bob, text)?.state).toBe('stored'))
  }
  await bob.signOut()
  await bob.signIn()
  await eventually(() => expect(bob.server.sent('mail:arrived').at(-1)?.lengths).toHaveLength(texts.length))
  bob.server.repent()
  return bob.server.sent('mail:arrived').slice(-1)
}
