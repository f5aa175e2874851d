import type { DeviceId } from '../../protocol/identity-key.ts'
import type { UserName } from '../../protocol/names.ts'
import { bytes32, deviceOf, identityKeyOf, messageId, prekeyOf, userName } from '../testing/fixtures.ts'
import type { Account, Author, MailCaps, Store } from './store.ts'

// Who takes part in the store's exam.

/** Caps switched off. */
export const OFF: MailCaps = { perSender: 0, perBox: 0, boxBytes: 0 }
export const [ann, bob, cid] = [userName('ann'), userName('bob'), userName('cid')]

/** Claims a name for a key made from `seed`. */
export async function claim(store: Store, name: UserName, seed: string = name) {
  return store.claim({
    name,
    identityKey: identityKeyOf(seed),
    device: deviceOf(seed),
    prekey: prekeyOf(seed),
    at: 1,
    revision: 1,
  })
}

/** Begins a session; its author. */
export async function begin(store: Store, name: UserName, seed: string = name): Promise<Author> {
  const begun = await store.beginSession({
    name,
    identityKey: identityKeyOf(seed),
    prekey: prekeyOf(seed),
    at: 2,
    revision: 2,
  })
  if (begun.state !== 'begun') throw new Error(begun.state)
  return { name, fence: begun.account.fence }
}

/** Claims a name and begins a session. */
export async function enter(store: Store, name: UserName): Promise<Author> {
  await claim(store, name)
  return begin(store, name)
}

/** Hands in letter number `id`. */
export function put(
  store: Store,
  author: Author,
  to: UserName,
  id: number,
  more: { caps?: MailCaps; length?: number; envelope?: Uint8Array; prekeyId?: number; device?: DeviceId } = {},
) {
  return store.putMail({
    author,
    to,
    id: messageId(id),
    toDevice: more.device ?? deviceOf(to),
    prekeyId: more.prekeyId ?? 1,
    envelope: more.envelope ?? new Uint8Array(more.length ?? 300).fill(id),
    at: 1000 + id,
    caps: more.caps ?? OFF,
  })
}

/** An account as a fresh start would read it. */
export async function account(store: Store, name: UserName): Promise<Account | undefined> {
  return (await store.load()).accounts.find((each) => each.name === name)
}

/** What becomes of a letter that was read. */
export const opened = { outcome: 'opened', proof: bytes32('proof') } as const

/** Acks letters by their positions: opened, or rejected. */
export function ack(
  store: Store,
  author: Author,
  positions: readonly number[],
  { proof = opened.proof, at = 1 }: { proof?: string | null; at?: number } = {},
) {
  return store.ackMail({ author, positions, proofs: positions.map(() => proof), at })
}
