import { bytesToText, textToBytes } from '../../protocol/bytes.ts'
import type { Prekey } from '../../protocol/keys.ts'
import type { UserName } from '../../protocol/names.ts'
import { prekeyStatement } from '../../protocol/statements.ts'
import { publicKeyBytes } from './ed25519.ts'
import type { KeyStore, PrekeyRecord } from './key-store.ts'
import { generateStoredPrekey, importPrekey, storedToPrivateKey } from './x25519.ts'

/** A prekey is current for this long. */
const PREKEY_LIFE_MS = 24 * 60 * 60 * 1000
const GREATEST_ID = 0xffff_ffff

/** A prekey that can open: `key` is the public half in base64url. */
export interface HeldPrekey {
  readonly key: string
  readonly pair: CryptoKeyPair
}

/** One person's prekeys. */
export interface Prekeys {
  /** The newest, unless it is 24 h old or older than `after`; then a new one. `superseded`: older ones still held. */
  current(after: number): Promise<{ prekey: Prekey; superseded: readonly number[] }>
  destroy(upTo: number): Promise<void>
  /** Undefined when its private half is not held. Rejects only when the store fails. */
  held(id: number): Promise<HeldPrekey | undefined>
}

function recordToPrekey(record: PrekeyRecord): Prekey {
  return { id: record.id, key: bytesToText(record.publicKey), signature: bytesToText(record.signature) }
}

async function recordToHeld(record: PrekeyRecord): Promise<HeldPrekey> {
  const publicKey = await importPrekey(record.publicKey)
  const privateKey = await storedToPrivateKey(record.privateKey)
  return { key: bytesToText(record.publicKey), pair: { privateKey, publicKey } }
}

/** Keeps private halves ready for opening; the store is asked when one is missing, because another tab may have made it. */
export function createPrekeys(of: {
  keyStore: KeyStore
  name: UserName
  wallTime: () => number
  sign: (statement: Uint8Array<ArrayBuffer>) => Promise<string>
  /** Whether a signature is by the same key. */
  isSigned: (statement: Uint8Array<ArrayBuffer>, signature: string) => Promise<boolean>
}): Prekeys {
  const heldById = new Map<number, HeldPrekey>()
  let last: Promise<unknown> = Promise.resolve()

  /** One store access at a time, so that no two prekeys get one id and no destroyed one comes back. */
  function inTurn<T>(task: () => Promise<T>): Promise<T> {
    const turn = last.then(task, task)
    last = turn.catch(() => undefined)
    return turn
  }

  async function load(): Promise<readonly PrekeyRecord[]> {
    const records = await of.keyStore.prekeys()
    for (const record of records) {
      if (!heldById.has(record.id)) heldById.set(record.id, await recordToHeld(record))
    }
    return records
  }

  async function add(id: number): Promise<PrekeyRecord> {
    if (id > GREATEST_ID) throw new RangeError('no prekey ids left')
    const pair = await generateStoredPrekey()
    const publicKey = await publicKeyBytes(pair.publicKey)
    const signature = await of.sign(prekeyStatement({ name: of.name, id, key: bytesToText(publicKey) }))
    const record = { id, privateKey: pair.privateKey, publicKey, madeAt: of.wallTime() }
    const stored = await of.keyStore.addPrekey({ ...record, signature: textToBytes(signature) })
    // Another tab may have made it meanwhile, with these keys or others.
    if (!(await isOwn(stored))) return add(id + 1)
    heldById.set(id, await recordToHeld(stored))
    return stored
  }

  /** A tab with the keys of before a recovery may have stored one that only those vouch for. */
  async function isOwn(record: PrekeyRecord): Promise<boolean> {
    const { id, key, signature } = recordToPrekey(record)
    return of.isSigned(prekeyStatement({ name: of.name, id, key }), signature)
  }

  /** A clock that was set back must not keep a prekey alive, hence the absolute age. */
  function isCurrent(record: PrekeyRecord, after: number): boolean {
    return record.id >= after && Math.abs(of.wallTime() - record.madeAt) < PREKEY_LIFE_MS
  }

  return {
    current: (after) =>
      inTurn(async () => {
        const records = await load()
        const newest = records.at(-1)
        const isGood = newest && isCurrent(newest, after) && (await isOwn(newest))
        const record = isGood ? newest : await add(Math.max(newest?.id ?? 0, after) + 1)
        const superseded = records.map(({ id }) => id).filter((id) => id !== record.id)
        return { prekey: recordToPrekey(record), superseded }
      }),
    destroy: (upTo) =>
      inTurn(async () => {
        await of.keyStore.destroyPrekeys(upTo)
        for (const id of heldById.keys()) if (id <= upTo) heldById.delete(id)
      }),
    held: async (id) =>
      heldById.get(id) ??
      (await inTurn(async () => {
        await load()
        return heldById.get(id)
      })),
  }
}
