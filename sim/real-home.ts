import { createNodeVerifier, type Verifier } from '../server/verifier.ts'
import type { IdentityKey } from '../protocol/identity-key.ts'
import type { UserName } from '../protocol/names.ts'
import type { Sealer } from '../web/chat/ports/sealer.ts'
import { createSealer } from '../web/seal/sealer.ts'
import { createMemoryKeyStore } from '../web/seal/testing/memory-key-store.ts'
import type { CryptoQueue } from './crypto-queue.ts'
import type { Disk } from './disk.ts'
import type { Life } from './life.ts'
import type { SealerHome } from './sealer-home.ts'

/** Makes homes with the keys and the sealer that ship. */
export function createRealHome(crypto: CryptoQueue) {
  return ({ name, wallTime }: { name: UserName; wallTime: () => number }): SealerHome => {
    const keyStore = createMemoryKeyStore()
    let identityKey: IdentityKey | undefined
    return {
      open: async ({ life, disk, newKeys }) => {
        const sealer = await crypto.run(async () => {
          if (newKeys) await keyStore.destroyAll()
          return createSealer({ keyStore, name, wallTime })
        })
        identityKey = sealer.identityKey
        return queued(sealer, { crypto, life, disk })
      },
      identityKey: () => identityKey,
      holds: () => undefined,
    }
  }
}

/** The server's half that ships. */
export function createRealVerifier(crypto: CryptoQueue): Verifier {
  const verifier = createNodeVerifier()
  return {
    verify: (of) => crypto.run(() => verifier.verify(of)),
    deviceOf: (key) => crypto.run(() => verifier.deviceOf(key)),
  }
}

/** A sealer whose answers come through the queue, and never to a tab that has died. */
function queued(sealer: Sealer, of: { crypto: CryptoQueue; life: Life; disk: Disk }): Sealer {
  const { crypto, life, disk } = of
  const work = <T>(job: () => Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      if (!life.touch()) return
      crypto.run(job).then(
        (value) => life.deliver(() => resolve(value)),
        (error: unknown) => life.deliver(() => reject(error)),
      )
    })
  return {
    identityKey: sealer.identityKey,
    device: sealer.device,
    signChallenge: (challenge) => work(() => sealer.signChallenge(challenge)),
    currentPrekey: (after) => disk.run(() => crypto.run(() => sealer.currentPrekey(after))),
    destroyPrekeys: (upTo) => disk.run(() => crypto.run(() => sealer.destroyPrekeys(upTo))),
    // Without the queue: nobody waits for it, and its random numbers are the browser's.
    prepare: (to) => sealer.prepare(to),
    seal: (plain, to) => work(() => sealer.seal(plain, to)),
    receiptProof: (message) => work(() => sealer.receiptProof(message)),
    open: (...opening) => work(() => sealer.open(...opening)),
    signPost: (post) => work(() => sealer.signPost(post)),
    verifyPost: (post) => work(() => sealer.verifyPost(post)),
    signSignal: (signal, to) => work(() => sealer.signSignal(signal, to)),
    verifySignal: (signal, from) => work(() => sealer.verifySignal(signal, from)),
    verifyBundle: (bundle) => work(() => sealer.verifyBundle(bundle)),
    deviceOf: (key) => work(() => sealer.deviceOf(key)),
    safetyNumber: (other) => work(() => sealer.safetyNumber(other)),
    createPhrase: () => work(() => sealer.createPhrase()),
    phraseProblem: (typed) => work(() => sealer.phraseProblem(typed)),
    endorseRecovery: (phrase) => work(() => sealer.endorseRecovery(phrase)),
    succeed: (phrase, lost) => work(() => sealer.succeed(phrase, lost)),
  }
}
