import { textToBytes } from '../protocol/bytes.ts'
import type { IdentityKey } from '../protocol/identity-key.ts'
import type { Prekey, Recovery } from '../protocol/keys.ts'
import type { UserName } from '../protocol/names.ts'
import {
  authStatement,
  postStatement,
  prekeyStatement,
  receiptStatement,
  recoveryStatement,
  signalStatement,
  successionStatement,
} from '../protocol/statements.ts'
import type { OpenResult, Sealer, UnsignedSignal } from '../web/chat/ports/sealer.ts'
import type { Signal } from '../protocol/signaling.ts'
import type { Dice } from './dice.ts'
import type { Disk } from './disk.ts'
import { openStandIn, sealStandIn } from './stand-in-envelope.ts'
import { standInDevice, standInHash, standInIdentity, standInSignature } from './stand-in.ts'

/** What a browser durably holds of one person's keys. */
export interface StandInKeys {
  readonly identityKey: IdentityKey
  prekeys: readonly (Prekey & { madeAt: number })[]
}

/** Keys of somebody new. */
export function createStandInKeys(dice: Dice): StandInKeys {
  return { identityKey: standInIdentity(dice), prekeys: [] }
}

const PREKEY_LIFE = 24 * 3600_000

/** A sealer whose every answer may take time: `work` decides how much. */
export function createStandInSealer(of: {
  name: UserName
  keys: StandInKeys
  dice: Dice
  disk: Disk
  wallTime: () => number
  work: <T>(job: () => T) => Promise<T>
}): Sealer {
  const { name, keys, dice, disk, work } = of
  const { identityKey } = keys
  const device = standInDevice(identityKey)
  const sign = (statement: Uint8Array) => standInSignature(identityKey, statement)

  const signalTo = (signal: UnsignedSignal | Signal, from: IdentityKey, to: IdentityKey) =>
    signalStatement({ from, to, linkId: signal.linkId, type: signal.type, fingerprints: [] })
  const isCurrent = (prekey: { id: number; madeAt: number }, after: number) =>
    prekey.id >= after && Math.abs(of.wallTime() - prekey.madeAt) < PREKEY_LIFE

  function endorses(key: IdentityKey, recovery: Recovery): boolean {
    return recovery.endorsement === standInSignature(key, recoveryStatement({ name, recoveryKey: recovery.key }))
  }

  function makePrekey(id: number): Prekey & { madeAt: number } {
    const key = standInHash('prekey', dice.bytes(16))
    return { id, key, signature: sign(prekeyStatement({ name, id, key })), madeAt: of.wallTime() }
  }

  function openNow(...[envelope, outer, from]: Parameters<Sealer['open']>): OpenResult {
    const prekey = keys.prekeys.find(({ id }) => id === outer.prekeyId)
    if (!prekey) return { ok: false, reason: 'no-prekey' }
    const isFrom = standInDevice(from) === outer.fromDevice
    const plain = isFrom ? openStandIn({ envelope, from, to: identityKey, prekey: prekey.key }) : undefined
    return plain ? { ok: true, opened: { ...plain, proof: proofOf(plain) } } : { ok: false, reason: 'forged' }
  }

  return {
    identityKey,
    device,
    signChallenge: (challenge) => work(() => sign(authStatement(challenge))),
    currentPrekey: (after) =>
      disk.run(() => {
        const newest = keys.prekeys.at(-1)
        const fresh = newest && isCurrent(newest, after) ? newest : makePrekey(Math.max(newest?.id ?? 0, after) + 1)
        const superseded = keys.prekeys.map(({ id }) => id).filter((id) => id !== fresh.id)
        if (fresh !== newest) keys.prekeys = [...keys.prekeys, fresh]
        return { prekey: { id: fresh.id, key: fresh.key, signature: fresh.signature }, superseded }
      }),
    destroyPrekeys: (upTo) =>
      disk.run(() => {
        keys.prekeys = keys.prekeys.filter(({ id }) => id > upTo)
      }),
    prepare: async () => {},
    seal: (plain, to) =>
      work(() => {
        const toDevice = standInDevice(to.identityKey)
        const outer = { id: plain.id, fromDevice: device, toDevice, prekeyId: to.prekey.id }
        return sealStandIn({ outer, plain, from: identityKey, to: to.identityKey, prekey: to.prekey.key })
      }),
    receiptProof: (message) => work(() => proofOf(message)),
    open: (...opening) => work(() => openNow(...opening)),
    signPost: (post) => work(() => sign(postStatement({ ...post, identityKey }))),
    verifyPost: (post) => work(() => post.signature === standInSignature(post.identityKey, postStatement(post))),
    signSignal: (signal, to) => work(() => ({ ...signal, signature: sign(signalTo(signal, identityKey, to)) })),
    verifySignal: (signal, from) =>
      work(() => signal.signature === standInSignature(from, signalTo(signal, from, identityKey))),
    verifyBundle: ({ name: of, identityKey: key, prekey }) =>
      work(() => {
        const statement = prekeyStatement({ name: of, id: prekey.id, key: prekey.key })
        return prekey.signature === standInSignature(key, statement) ? undefined : 'bad-signature'
      }),
    deviceOf: (key) => work(() => standInDevice(key)),
    safetyNumber: async () => '0'.repeat(60),
    createPhrase: async () => standInHash('phrase', dice.bytes(16)),
    phraseProblem: async () => undefined,
    endorseRecovery: async (phrase) => ({
      key: phrase,
      endorsement: sign(recoveryStatement({ name, recoveryKey: phrase })),
    }),
    async succeed(phrase, lost) {
      if (phrase !== lost.recovery.key || !endorses(lost.identityKey, lost.recovery)) return undefined
      const statement = successionStatement({ name, from: lost.identityKey, to: identityKey })
      const signature = standInSignature(phrase, statement)
      return {
        succession: { from: lost.identityKey, recovery: lost.recovery, to: identityKey, signature },
        nextEndorsement: sign(recoveryStatement({ name, recoveryKey: phrase })),
      }
    },
  }
}

function proofOf({ receiptToken, id }: { receiptToken: string; id: Parameters<typeof receiptStatement>[0]['id'] }) {
  return standInHash('receipt', receiptStatement({ token: textToBytes(receiptToken), id }))
}
