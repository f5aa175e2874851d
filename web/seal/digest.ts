import { bytesToText, textToBytes } from '../../protocol/bytes.ts'
import { digestToDeviceId, type DeviceId } from '../../protocol/identity-key.ts'
import type { MessageId } from '../../protocol/ids.ts'
import { receiptStatement } from '../../protocol/statements.ts'

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
}

/** The device id of an identity key: the first 16 bytes of its SHA-256. */
export async function keyToDevice(identityKey: string): Promise<DeviceId> {
  return digestToDeviceId(await sha256(textToBytes(identityKey)))
}

/** What only the opener of a message can send back: SHA-256 of `receiptStatement`, in base64url. */
export async function receiptProof(of: { receiptToken: string; id: MessageId }): Promise<string> {
  return bytesToText(await sha256(receiptStatement({ token: textToBytes(of.receiptToken), id: of.id })))
}
