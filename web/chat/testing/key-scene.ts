import { expect } from 'vitest'
import type { Bundle } from '../../../protocol/keys.ts'
import type { TestPerson } from '../../seal/testing/people.ts'
import { randomText } from './letters.ts'
import { eventually } from './eventually.ts'
import type { Actor } from './stage.ts'

// A server that hands out other keys than it was given, and what must come of it.

/** Two who write to each other, a third, and keys for an impostor. */
export interface KeyScene {
  readonly alice: Actor
  readonly bob: Actor
  readonly carol: Actor
  /** Keys that the server made for itself, under bob's name. */
  readonly fake: TestPerson
}

/** What the server says of bob from now on. */
export function serve({ alice }: KeyScene, ...bundles: readonly object[]): void {
  alice.server.onReply('bundle:fetch', () => ({ bundles }))
}

/** Alice has bob's key. */
export async function acquainted({ alice, bob }: KeyScene): Promise<void> {
  await alice.say(bob, 'hello')
  await eventually(() => expect(bob.read(alice)).toEqual(['hello']))
}

/** Bob publishes his next prekey; its id. */
export async function renewedPrekey(bob: Actor): Promise<number> {
  const { prekey } = await (await bob.keys()).currentPrekey(bob.bundle().prekey.id + 1)
  expect(await bob.server.ask('prekey:publish', prekey)).toMatchObject({ ok: true })
  return prekey.id
}

/** At first contact: nothing is sealed, and the message shows as failed. */
export function atFirstContact(bundle: (of: KeyScene) => object): (of: KeyScene) => Promise<void> {
  return async (of) => {
    const { alice, bob } = of
    serve(of, bundle(of))
    await alice.say(bob, 'secret')
    await eventually(() => expect(alice.delivery(bob, 'secret')?.state).toBe('failed'))
    expect(alice.server.asked('mail:put')).toEqual([])
    alice.server.repent()
    const [message] = alice.messages(bob)
    if (message) await alice.chat.retry(message.id)
    await eventually(() => expect(bob.read(alice)).toEqual(['secret']))
    expect(alice.contact(bob)).toMatchObject({ identityKey: bob.bundle().identityKey, changed: null })
  }
}

/** Later, when the bundle has to be fetched again: it is not believed, and never sealed to. */
export function later(bundle: (of: KeyScene) => Promise<object> | object): (of: KeyScene) => Promise<void> {
  return async (of) => {
    const { alice, bob } = of
    await acquainted(of)
    const before = alice.contact(bob)
    serve(of, await bundle(of))
    alice.server.onCommand('mail:put', () => 'stale-bundle')
    await alice.say(bob, 'secret')
    await eventually(() => expect(alice.delivery(bob, 'secret')?.state).toBe('failed'))
    expect(alice.server.asked('mail:put')).toHaveLength(2)
    expect(alice.contact(bob)).toMatchObject({ identityKey: before.identityKey, changed: null })
  }
}

/** Later, with keys that are in order but not bob's: the change is told and everything waits for the user. */
export function tellsChange(bundle: (of: KeyScene) => Promise<object> | object): (of: KeyScene) => Promise<void> {
  return async (of) => {
    const { alice, bob } = of
    await acquainted(of)
    const { identityKey } = alice.contact(bob)
    await alice.chat.setVerified(bob.name, true)
    await eventually(() => expect(alice.contact(bob).verified).toBe(true))
    serve(of, await bundle(of))
    alice.server.onCommand('mail:put', () => 'stale-bundle')
    await alice.say(bob, 'secret')
    await eventually(() => expect(alice.contact(bob).changed).toEqual({ recovered: false }))
    expect(alice.contact(bob).identityKey).toBe(identityKey)
    const puts = alice.server.asked('mail:put').length
    await alice.say(bob, 'another')
    await eventually(() => expect(alice.delivery(bob, 'another')).toEqual({ state: 'queued' }))
    expect(alice.server.asked('mail:put')).toHaveLength(puts)
  }
}

/** A lineage from bob's true key to the server's, forged in one place. */
export const lineage = async (
  { bob, fake }: KeyScene,
  change: object = {},
): Promise<Bundle & { lineage: object[] }> => {
  const phrase = await fake.sealer.createPhrase()
  const recovery = await fake.sealer.endorseRecovery(phrase)
  const link = { from: bob.bundle().identityKey, recovery, to: fake.sealer.identityKey, signature: randomText(64) }
  return { ...fake.bundle, recovery, lineage: [{ ...link, ...change }] }
}
