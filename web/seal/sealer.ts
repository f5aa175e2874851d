import type { SenderContext } from '@hpke/core'
import type { UserName } from '../../protocol/names.ts'
import { authStatement, postStatement } from '../../protocol/statements.ts'
import type { OpenResult, Recipient, Sealer } from '../chat/ports/sealer.ts'
import { verifyBundle } from './bundle.ts'
import { keyToDevice, receiptProof } from './digest.ts'
import { createVerify, sign as signWith } from './ed25519.ts'
import { encapsulate, openEnvelope, sealEnvelope } from './envelope.ts'
import { loadIdentity } from './identity.ts'
import type { KeyStore } from './key-store.ts'
import { createPrekeys } from './prekeys.ts'
import { createPromiseCache } from './promise-cache.ts'
import type { RecoveryKeys } from './recovery.ts'
import { joinDigits, partyDigits } from './safety-number.ts'
import { signalToStatement, signSignal } from './signal.ts'
import { createPrekeyImport } from './x25519.ts'

/** People whose prekey, device and number are kept at hand. */
const PEOPLE_KEPT = 256
/** People to whom the next message is prepared. */
const AHEAD_KEPT = 8

/** The sealer of `name` with the keys of that store; makes the identity key when there is none. */
export async function createSealer(of: {
  keyStore: KeyStore
  name: UserName
  wallTime: () => number
}): Promise<Sealer> {
  const { name } = of
  const { identityKey, privateKey } = await loadIdentity(of.keyStore)
  const device = await keyToDevice(identityKey)
  const verify = createVerify()
  const sign = (statement: Uint8Array<ArrayBuffer>) => signWith(privateKey, statement)
  const prekeys = createPrekeys({
    ...of,
    sign,
    isSigned: (statement, signature) => verify(identityKey, statement, signature),
  })
  const prekeyByText = createPromiseCache(PEOPLE_KEPT, createPrekeyImport())
  const deviceByKey = createPromiseCache(PEOPLE_KEPT, keyToDevice)
  const digitsByKey = createPromiseCache(1, () => partyDigits({ name, identityKey }))
  const ownDigits = () => digitsByKey(identityKey)
  // Of one key, too: a part of the page that could not be loaded is loaded again.
  const recoveryByKey = createPromiseCache<RecoveryKeys>(1, async () => {
    const { createRecoveryKeys } = await import('./recovery.ts')
    return createRecoveryKeys({ name, identityKey, sign, verify })
  })
  const recoveryKeys = () => recoveryByKey(identityKey)

  /** Encapsulations made ahead, by who and which prekey they are for. */
  const ahead = new Map<string, Promise<SenderContext>>()
  const addressOf = ({ identityKey: key, prekey }: Recipient) => `${key} ${prekey.key}`
  const address = async ({ identityKey: to, prekey: { key } }: Recipient) => ({
    from: identityKey,
    to,
    prekey: { key, publicKey: await prekeyByText(key) },
  })

  return {
    identityKey,
    device,
    signChallenge: (challenge) => sign(authStatement(challenge)),
    currentPrekey: prekeys.current,
    destroyPrekeys: prekeys.destroy,
    receiptProof,
    prepare: async (to) => {
      const key = addressOf(to)
      if (ahead.has(key)) return
      const encapsulation = address(to).then(encapsulate)
      encapsulation.catch(() => ahead.delete(key))
      ahead.set(key, encapsulation)
      const [oldest] = ahead.keys()
      if (ahead.size > AHEAD_KEPT && oldest !== undefined) ahead.delete(oldest)
    },
    seal: async ({ id, ...content }, to) => {
      const encapsulation = ahead.get(addressOf(to))
      ahead.delete(addressOf(to))
      const [addressed, toDevice] = await Promise.all([address(to), deviceByKey(to.identityKey)])
      const outer = { id, fromDevice: device, toDevice, prekeyId: to.prekey.id }
      return await sealEnvelope({ ...addressed, outer, content, sign, encapsulation })
    },
    open: async (envelope, outer, from): Promise<OpenResult> => {
      // A store that fails rejects here: the letter is not forged, and must not be acked as if it were.
      const prekey = await prekeys.held(outer.prekeyId)
      if (!prekey) return { ok: false, reason: 'no-prekey' }
      const isAddressed = outer.toDevice === device && outer.fromDevice === (await deviceByKey(from))
      if (!isAddressed) return { ok: false, reason: 'forged' }
      const content = await openEnvelope({ envelope, outer, from, to: identityKey, prekey, verify })
      if (!content) return { ok: false, reason: 'forged' }
      const proof = await receiptProof({ receiptToken: content.receiptToken, id: outer.id })
      return { ok: true, opened: { id: outer.id, ...content, proof } }
    },
    signPost: (post) => sign(postStatement({ ...post, identityKey })),
    verifyPost: (post) => verify(post.identityKey, postStatement(post), post.signature),
    signSignal: (signal, to) => signSignal(signal, { from: identityKey, to, sign }),
    verifySignal: async (signal, from) => {
      const statement = signalToStatement(signal, { from, to: identityKey })
      return statement !== undefined && (await verify(from, statement, signal.signature))
    },
    verifyBundle: (bundle) => verifyBundle(bundle, { verify, prekey: prekeyByText }),
    deviceOf: deviceByKey,
    safetyNumber: async (other) => joinDigits(...(await Promise.all([ownDigits(), partyDigits(other)]))),
    createPhrase: async () => (await recoveryKeys()).createPhrase(),
    phraseProblem: async (typed) => (await recoveryKeys()).phraseProblem(typed),
    endorseRecovery: async (phrase) => (await recoveryKeys()).endorseRecovery(phrase),
    succeed: async (phrase, lost) => (await recoveryKeys()).succeed(phrase, lost),
  }
}
