import { bytesToText, concatBytes } from '../../../protocol/bytes.ts'
import type { Bundle } from '../../../protocol/keys.ts'
import type { MailArrived } from '../../../protocol/mail.ts'
import type { UserName } from '../../../protocol/names.ts'
import { newMessageId } from '../random.ts'
import type { Sealer } from '../ports/sealer.ts'

type Letter = MailArrived['letters'][number]

/** A letter of a page with its envelope. */
export type Enclosed = Letter & { readonly envelope: Uint8Array }

/** The letters of a page, each with its own bytes. */
export function unpack({ letters, envelopes }: MailArrived): Enclosed[] {
  let at = 0
  return letters.map((letter) => ({ ...letter, envelope: envelopes.slice(at, (at += letter.length)) }))
}

/** A page as the server would send it. */
export function pack(letters: readonly Enclosed[]): MailArrived {
  return {
    letters: letters.map(({ from, id, storedAt, envelope }) => ({ from, id, storedAt, length: envelope.length })),
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

/** A letter that somebody seals to a bundle, stamped with a sender's name. */
export async function forge(
  sealer: Sealer,
  as: UserName,
  { name, identityKey, prekey }: Bundle,
  text: string,
  id = newMessageId((length) => crypto.getRandomValues(new Uint8Array(length)), Date.now()),
): Promise<Enclosed> {
  const plain = { id, seq: 1, sentAt: 1, receiptToken: randomText(16), body: { type: 'text' as const, text } }
  const envelope = await sealer.seal(plain, { name, identityKey, prekey })
  return { from: as, id, storedAt: 1, length: envelope.length, envelope }
}
