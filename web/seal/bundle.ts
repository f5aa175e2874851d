import { textToBytes } from '../../protocol/bytes.ts'
import { isWeakKey, type IdentityKey } from '../../protocol/identity-key.ts'
import type { Bundle, Recovery, Succession } from '../../protocol/keys.ts'
import type { UserName } from '../../protocol/names.ts'
import { prekeyStatement, recoveryStatement, successionStatement } from '../../protocol/statements.ts'
import type { BundleProblem } from '../chat/ports/sealer.ts'
import type { Verify } from './ed25519.ts'

/** Whether this identity key named that recovery key, and nobody else can sign for it (a weak one would verify anything). */
async function endorses(verify: Verify, name: UserName, key: IdentityKey, recovery: Recovery): Promise<boolean> {
  if (isWeakKey(textToBytes(recovery.key))) return false
  return await verify(key, recoveryStatement({ name, recoveryKey: recovery.key }), recovery.endorsement)
}

async function isSigned(verify: Verify, name: UserName, link: Succession): Promise<boolean> {
  return (
    (await endorses(verify, name, link.from, link.recovery)) &&
    (await verify(link.recovery.key, successionStatement({ name, from: link.from, to: link.to }), link.signature))
  )
}

/** Each link begins where the one before ended, the last ends in `end`, and no key comes back. */
function isContinuous(lineage: readonly Succession[], end: IdentityKey): boolean {
  const keys = [...lineage.map((link) => link.from), end]
  return new Set(keys).size === keys.length && lineage.every((link, index) => link.to === keys[index + 1])
}

/** Checks everything in a bundle that is signed. `prekey` rejects a public key that cannot be sealed to. */
export async function verifyBundle(
  bundle: Bundle,
  by: { verify: Verify; prekey: (key: string) => Promise<CryptoKey> },
): Promise<BundleProblem | undefined> {
  const { name, identityKey, prekey, recovery, lineage } = bundle
  const own = [
    by.verify(identityKey, prekeyStatement({ name, id: prekey.id, key: prekey.key }), prekey.signature),
    by.prekey(prekey.key).then(
      () => true,
      () => false,
    ),
    recovery === null ? Promise.resolve(true) : endorses(by.verify, name, identityKey, recovery),
  ]
  if (!(await Promise.all(own)).every(Boolean)) return 'bad-signature'
  if (!isContinuous(lineage, identityKey)) return 'broken-lineage'
  const links = await Promise.all(lineage.map((link) => isSigned(by.verify, name, link)))
  return links.every(Boolean) ? undefined : 'broken-lineage'
}
