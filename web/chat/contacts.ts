import type { DeviceId, IdentityKey } from '../../protocol/identity-key.ts'
import type { Bundle, Succession } from '../../protocol/keys.ts'
import { LIMITS } from '../../protocol/limits.ts'
import type { UserName } from '../../protocol/names.ts'
import type { Contact, Message } from './messages.ts'
import type { Recipient, Sealer } from './ports/sealer.ts'
import type { CommandResult } from './ports/server-link.ts'
import type { Storage } from './ports/storage.ts'

/** Why nothing can be sealed to somebody now. */
export type RecipientProblem = 'no-such-user' | 'no-answer' | 'key-changed' | 'bad-bundle'

/** Pinned keys and fetched bundles. A bundle is believed only after its signatures and against the pin. */
export interface Contacts {
  get(name: UserName): Contact | undefined
  all(): readonly Contact[]
  /** Who to seal to. Fetches the bundle when there is none, or when `fresh` is asked for. */
  recipient(name: UserName, fresh: boolean): Promise<Recipient | RecipientProblem>
  /** Does ahead what sealing to somebody needs whose key is known already: to type pins nobody. */
  prepare(name: UserName): void
  /** Fetches and checks the bundles of those not known yet, or of all with `fresh`. False when the server did not answer. */
  learn(names: readonly UserName[], fresh: boolean): Promise<boolean>
  /** The key of this person that has that device id: pinned, older, or waiting to be accepted. */
  keyOfDevice(name: UserName, device: DeviceId): Promise<IdentityKey | undefined>
  block(name: UserName, blocked: boolean): Promise<void>
  /** Marks the pinned key, or the changed one that waits, as compared; nothing when it is neither by now. */
  verify(name: UserName, key: IdentityKey, verified: boolean): Promise<void>
  /** Takes the changed key as the pinned one, if it is still this one. */
  accept(name: UserName, key: IdentityKey): Promise<void>
  /** What another tab of this person has stored; false when it was known, or more. */
  heard(contact: Contact): boolean
}

/** Every key under which this person may have written: pinned, its predecessors, and one that waits to be accepted. */
export function keysOf(contact: Contact): readonly IdentityKey[] {
  return [contact.pinned, ...contact.older, ...(contact.changed ? [contact.changed.key] : [])]
}

/** Whether a contact was stored after the one that is known. */
export function isNewer(contact: Contact, known: Contact | undefined): boolean {
  return !known || (contact.revision ?? 0) > (known.revision ?? 0)
}

/** Whether what this key signed may be shown: it is accepted, or its predecessor's owner vouches for it. */
function isTrusted(contact: Contact | undefined, key: IdentityKey): boolean {
  if (!contact) return false
  if (contact.pinned === key || contact.older.includes(key)) return true
  return contact.changed !== null && contact.changed.recovered && contact.changed.key === key
}

/** Whether a message may be seen: one's own, or signed by a key that counts as its sender's. A place without text may. */
export function isSeen(message: Message, contactOf: (name: UserName) => Contact | undefined): boolean {
  if (!('signedBy' in message) || message.type === 'skipped') return true
  return isTrusted(contactOf(message.from), message.signedBy)
}

/** The keys that a verified lineage says came before `key`. */
function predecessors(lineage: readonly Succession[], key: IdentityKey): IdentityKey[] {
  const last = lineage.findLastIndex((succession) => succession.to === key)
  return lineage.slice(0, last + 1).map((succession) => succession.from)
}

/** A prekey of the same owner with a smaller id is one of the past: somebody may have its private half by now. */
function withNewestPrekey(bundle: Bundle, known: Bundle | undefined): Bundle {
  const isOlder = known?.identityKey === bundle.identityKey && bundle.prekey.id < known.prekey.id
  return isOlder ? { ...bundle, prekey: known.prekey } : bundle
}

/** A contact after a bundle with valid signatures came in. Pure; the first key seen is pinned (trust on first use). */
export function takeBundle(contact: Contact | undefined, fetched: Bundle): Contact {
  const bundle = withNewestPrekey(fetched, contact?.bundle)
  const older = predecessors(bundle.lineage, bundle.identityKey)
  if (!contact) {
    const { name, identityKey: pinned } = bundle
    return { name, pinned, older, bundle, changed: null, verified: null, blocked: false }
  }
  if (contact.pinned === bundle.identityKey) return { ...contact, bundle, changed: null }
  const pinnedAt = older.lastIndexOf(contact.pinned)
  const recovered = pinnedAt >= 0
  // Keys between the two wrote, too, and the pinned one's owner vouches for them. For what comes before it nobody does.
  const between = recovered ? older.slice(pinnedAt + 1).filter((key) => !contact.older.includes(key)) : []
  return {
    ...contact,
    older: [...contact.older, ...between],
    bundle,
    changed: { key: bundle.identityKey, recovered },
  }
}

/**
 * The keys whose texts come into sight when the changed one is accepted: it, and those that it succeeded by its owner's
 * phrase; one of them may have been shown before and never accepted. None that counted before.
 */
export function hiddenKeys({ pinned, older, changed, bundle }: Contact): readonly IdentityKey[] {
  if (!changed || changed.recovered) return []
  const keys = [...predecessors(bundle.lineage, changed.key), changed.key]
  return keys.filter((key) => key !== pinned && !older.includes(key))
}

/** A contact whose changed key the user accepted. What the old key signed stays readable; `verified` names the old key, so the mark falls. */
export function acceptChangedKey(contact: Contact): Contact {
  const { pinned, older, changed } = contact
  if (!changed) return contact
  const before = hiddenKeys(contact).filter((key) => key !== changed.key)
  return { ...contact, pinned: changed.key, older: [...older, ...before, pinned], changed: null }
}

function contactToRecipient({ pinned, bundle }: Contact): Recipient {
  return { identityKey: pinned, prekey: bundle.prekey }
}

/** Contacts over storage. `changed` hears every contact after it was stored. */
export function createContacts(ports: {
  storage: Storage
  sealer: Sealer
  known: readonly Contact[]
  fetch: (names: UserName[]) => Promise<CommandResult<'bundle:fetch'>>
  changed: (contact: Contact) => void
}): Contacts {
  const { storage, sealer } = ports
  const refused = new Set<UserName>()
  const fetching = new Map<UserName, Promise<boolean>>()
  const byName = new Map(ports.known.map((contact) => [contact.name, contact]))

  let last: Promise<void> = Promise.resolve()

  /** False when it is known already, or more. */
  function take(contact: Contact): boolean {
    if (!isNewer(contact, byName.get(contact.name))) return false
    byName.set(contact.name, contact)
    return true
  }

  /** One change after the other, each made from what is stored: two at once, of two tabs too, must not undo each other. */
  function change(name: UserName, decide: (contact: Contact | undefined) => Contact | undefined): Promise<void> {
    const turn = last.then(async () => {
      const contact = await storage.changeContact(name, (stored) => {
        const changed = decide(stored)
        return changed && { ...changed, revision: (stored?.revision ?? 0) + 1 }
      })
      if (contact && take(contact)) ports.changed(contact)
    })
    last = turn.catch(() => {})
    return turn
  }

  async function fetchPage(names: UserName[]): Promise<boolean> {
    const result = await ports.fetch(names)
    if (!result.ok) return false
    for (const bundle of result.value.bundles) {
      if (!names.includes(bundle.name)) continue
      if (await sealer.verifyBundle(bundle)) {
        refused.add(bundle.name)
        continue
      }
      refused.delete(bundle.name)
      await change(bundle.name, (contact) => takeBundle(contact, bundle))
    }
    return true
  }

  /** Many may ask for one person at the same moment; one fetch answers them all. */
  async function learn(names: readonly UserName[], fresh: boolean): Promise<boolean> {
    const wanted = [...new Set(names)].filter((name) => fresh || !byName.has(name))
    const open = wanted.filter((name) => !fetching.has(name))
    for (let at = 0; at < open.length; at += LIMITS.bundleNames) {
      const page = open.slice(at, at + LIMITS.bundleNames)
      const fetched = fetchPage(page).finally(() => {
        for (const name of page) fetching.delete(name)
      })
      for (const name of page) fetching.set(name, fetched)
    }
    const answers = await Promise.all(wanted.map((name) => fetching.get(name) ?? Promise.resolve(true)))
    return answers.every(Boolean)
  }

  return {
    get: (name) => byName.get(name),
    all: () => [...byName.values()],
    learn,
    async recipient(name, fresh) {
      const answered = await learn([name], fresh)
      const contact = byName.get(name)
      if (refused.has(name)) return 'bad-bundle'
      if (!contact) return answered ? 'no-such-user' : 'no-answer'
      if (contact.changed) return 'key-changed'
      if (fresh && !answered) return 'no-answer'
      return contactToRecipient(contact)
    },
    prepare(name) {
      const contact = byName.get(name)
      if (!contact || contact.changed || refused.has(name)) return
      void sealer.prepare(contactToRecipient(contact))
    },
    async keyOfDevice(name, device) {
      const contact = byName.get(name)
      if (!contact) return undefined
      for (const key of keysOf(contact)) if ((await sealer.deviceOf(key)) === device) return key
      return undefined
    },
    block: (name, blocked) => change(name, (contact) => contact && { ...contact, blocked }),
    verify: (name, key, verified) =>
      change(name, (contact) =>
        contact && (contact.changed?.key ?? contact.pinned) === key
          ? { ...contact, verified: verified ? key : null }
          : undefined,
      ),
    accept: (name, key) =>
      change(name, (contact) => (contact?.changed?.key === key ? acceptChangedKey(contact) : undefined)),
    heard: take,
  }
}
