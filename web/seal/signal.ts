import type { IdentityKey } from '../../protocol/identity-key.ts'
import type { Signal } from '../../protocol/signaling.ts'
import { signalStatement } from '../../protocol/statements.ts'
import type { UnsignedSignal } from '../chat/ports/sealer.ts'
import { sdpFingerprints } from './sdp.ts'

/** A candidate and a knock have no certificate to bind: the type, the attempt and the two identities are what is signed. */
function fingerprintsOf(signal: UnsignedSignal): readonly string[] | undefined {
  return signal.type === 'offer' || signal.type === 'answer' ? sdpFingerprints(signal.sdp) : []
}

/**
 * What the signature of a signal covers. The DTLS handshake proves possession of the certificate behind a fingerprint
 * (RFC 8827 §6.5), so that a signed list ties the channel to the identity. Undefined when the SDP must be refused.
 */
export function signalToStatement(
  signal: UnsignedSignal,
  of: { from: IdentityKey; to: IdentityKey },
): Uint8Array<ArrayBuffer> | undefined {
  const fingerprints = fingerprintsOf(signal)
  return fingerprints && signalStatement({ ...of, linkId: signal.linkId, type: signal.type, fingerprints })
}

/** Signs a signal. Rejects an SDP that the other side would refuse. */
export async function signSignal(
  signal: UnsignedSignal,
  of: { from: IdentityKey; to: IdentityKey; sign: (statement: Uint8Array<ArrayBuffer>) => Promise<string> },
): Promise<Signal> {
  const statement = signalToStatement(signal, of)
  if (!statement) throw new Error('this SDP has no acceptable fingerprint or more than a data channel')
  return { ...signal, signature: await of.sign(statement) }
}
