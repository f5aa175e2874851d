import { randomBytes } from 'node:crypto'
import { bytesToText } from '../../protocol/bytes.ts'
import { envelopeOf } from '../../server/testing/client.ts'
import type { Person } from '../../server/testing/client.ts'
import { newMessageId } from '../../web/chat/random.ts'
import { binaryCommandFrames, PLACEHOLDER } from '../load/connection.ts'

/** A short sealed text. */
export const ENVELOPE = 422

/** A letter as the frames of its `mail:put`, with an id as the page mints it at the time `at`. */
export function putFrames(id: number, from: Person, to: Person, at: number): Buffer {
  const envelope = envelopeOf(
    { id: newMessageId(randomBytes, at), fromDevice: from.device, toDevice: to.device, prekeyId: 1 },
    ENVELOPE,
  )
  return binaryCommandFrames(id, 'mail:put', { to: to.name, envelope: PLACEHOLDER }, envelope)
}

/** 32 bytes in the place of a receipt's proof. */
export const PROOF = bytesToText(new Uint8Array(32).fill(7))
