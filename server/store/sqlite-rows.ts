import * as v from 'valibot'
import { Text } from '../../protocol/group.ts'
import { DeviceId, IdentityKey } from '../../protocol/identity-key.ts'
import type { MessageId } from '../../protocol/ids.ts'
import { Outcome } from '../../protocol/mail.ts'
import { UserName } from '../../protocol/names.ts'
import type { LetterRow, WaitingLetters } from './tables.ts'

// The database is a rim as well: rows are parsed, so that a damaged file is an error and not a surprise.
/** The table `account`. */
export const AccountColumns = v.object({
  name: UserName,
  identity_key: IdentityKey,
  device: DeviceId,
  prekey_id: v.nullable(v.number()),
  prekey_key: v.nullable(v.string()),
  prekey_signature: v.nullable(v.string()),
  recovery_key: v.nullable(v.string()),
  recovery_endorsement: v.nullable(v.string()),
  fence: v.number(),
  last_seen: v.number(),
  revision: v.number(),
  joined: v.number(),
  cursor: v.number(),
})

// Ids and keys in these rows were parsed before they were written, and nothing here decodes them: brands without a check.
const name = v.custom<UserName>((value) => typeof value === 'string')
const messageId = v.custom<MessageId>((value) => typeof value === 'string')
const LetterColumns = v.tuple([
  v.number(),
  name,
  name,
  messageId,
  v.custom<DeviceId>((value) => typeof value === 'string'),
  v.number(),
  v.number(),
  v.number(),
  v.nullable(v.string()),
  v.nullable(v.string()),
  v.number(),
])
/**
 * What a recipient gets of letters, all in one row: a row each is mostly its way from SQLite to here. Bytes that are
 * joined as text and cast back stay what they were (https://www.sqlite.org/lang_expr.html#castexpr).
 */
export const WAITING_LETTERS = `
  json_group_array(position), json_group_array(sender), json_group_array(id), json_group_array(stored_at),
  CAST(group_concat(envelope, '') AS BLOB)`
const list = <S extends v.GenericSchema>(item: S) => v.pipe(v.string(), v.parseJson(), v.array(item))
const WaitingLettersColumns = v.tuple([
  v.string(),
  list(name),
  list(messageId),
  list(v.number()),
  v.nullable(v.instance(Uint8Array)),
])
/** Columns of a letter, without its envelope. Read as lists: an object with eleven names costs twice as much. */
export const LETTER =
  'position, sender, recipient, id, device, prekey_id, stored_at, length, outcome, proof, settled_at'
/** Columns of a post under the names of its schema. */
export const POST =
  'group_seq AS groupSeq, sender AS "from", id, seq, sent_at AS sentAt, identity_key AS identityKey, signature, text'
/**
 * A post. Older programs took texts with control characters, which SQLite reads only up to a NUL: a text that may not go
 * out is replaced. The signature does not fit the new one, so readers skip its place and keep the rest of the page.
 */
export const PostColumns = v.object({
  groupSeq: v.number(),
  from: name,
  id: messageId,
  seq: v.number(),
  sentAt: v.number(),
  identityKey: v.custom<IdentityKey>((value) => typeof value === 'string'),
  signature: v.string(),
  text: v.fallback(Text, '\uFFFD'),
})

/** Who wrote a post. */
export const AuthorColumns = v.object({ sender: name })
/** The place of a post and who wrote it. */
export const RecentColumns = v.object({ groupSeq: v.number(), from: name })
/** One number that may be missing. */
export const Place = v.object({ place: v.nullable(v.number()) })
/** What is remembered of a letter that waits. */
export const WaitingColumns = v.object({ position: v.number(), recipient: name, sender: name, length: v.number() })
/** The table `block`. */
export const BlockColumns = v.object({ name: UserName, other: UserName })
/** The table `succession`. */
export const SuccessionColumns = v.object({
  name: UserName,
  from_key: v.string(),
  recovery_key: v.string(),
  endorsement: v.string(),
  to_key: v.string(),
  signature: v.string(),
})

/** A row of the mail log. */
export function rowToLetter(row: unknown): LetterRow {
  const [position, sender, recipient, id, device, prekeyId, storedAt, length, outcome, proof, settledAt] = v.parse(
    LetterColumns,
    row,
  )
  return {
    position,
    sender,
    recipient,
    id,
    device,
    prekeyId,
    storedAt,
    length,
    outcome: outcome === null ? null : v.parse(Outcome, { outcome, ...(proof === null ? {} : { proof }) }),
    settledAt,
  }
}

/** Letters that wait, if they are those at `positions`, a list as JSON. */
export function rowToWaitingLetters(row: unknown, positions: string): WaitingLetters {
  const [found, from, ids, storedAt, envelopes] = v.parse(WaitingLettersColumns, row)
  if (found !== positions) throw new Error(`letters should wait at ${positions}, they do at ${found}`)
  return { from, ids, storedAt, envelopes: envelopes ?? new Uint8Array() }
}
