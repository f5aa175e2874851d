import { bytesToText, concatBytes } from '../../../protocol/bytes.ts'
import type { Bundle } from '../../../protocol/keys.ts'
import type { MessageId } from '../../../protocol/ids.ts'
import type { MailArrived } from '../../../protocol/mail.ts'
import type { UserName } from '../../../protocol/names.ts'
import { newMessageId } from '../random.ts'
import type { Sealer } from '../ports/sealer.ts'

/** A letter of a page. */
export interface Enclosed {
  /** In its session. */
  readonly number: number
  readonly from: UserName
  readonly storedAt: number
  readonly envelope: Uint8Array
}

/** The letters of a page, each with its own bytes. */
export function unpack({ first, from, storedAt, lengths, envelopes }: MailArrived): Enclosed[] {
  let at = 0
  return from.map((sender, index) => ({
    number: first + index,
    from: sender,
    storedAt: storedAt[index] ?? 0,
    envelope: envelopes.slice(at, (at += lengths[index] ?? 0)),
  }))
}

/** A page as the server would send it; its letters are numbered from the first on. */
export function pack(letters: readonly Enclosed[]): MailArrived {
  return {
    first: letters[0]?.number ?? 1,
    from: letters.map(({ from }) => from),
    storedAt: letters.map(({ storedAt }) => storedAt),
    lengths: letters.map(({ envelope }) => envelope.length),
    envelopes: concatBytes(...letters.map(({ envelope }) => envelope)),
  }
}

/** Puts other letters in the place of a page's. */
export function rewrite(page: MailArrived, change: (letter: Enclosed) => Enclosed): MailArrived {
  return pack(unpack(page).map(change))
}

/** The same bytes with one bit changed; a negative place counts from the end. */
export function flip(bytes: Uint8Array, at: number): Uint8Array {
  const place = at < 0 ? bytes.length + at : at
  return bytes.with(place, (bytes[place] ?? 0) ^ 1)
}

/** 16 or more bytes that nobody has seen. */
export function randomText(length: number): string {
  return bytesToText(crypto.getRandomValues(new Uint8Array(length)))
}

/** A number that no session gets to. */
const FORGED = 1_000_000

/** A letter that somebody seals to a bundle, stamped with a sender's name. */
export async function forge(
  sealer: Sealer,
  as: UserName,
  to: Bundle,
  text: string,
  id = newMessageId((length) => crypto.getRandomValues(new Uint8Array(length)), Date.now()),
): Promise<Enclosed & { readonly id: MessageId }> {
  const plain = { id, seq: 1, sentAt: 1, receiptToken: randomText(16), body: { type: 'text' as const, text } }
  const envelope = await sealer.seal(plain, to)
  return { number: FORGED, from: as, id, storedAt: 1, envelope }
}
