import type Database from 'libsql'
import * as v from 'valibot'
import { Prekey, Recovery, Succession } from '../../protocol/keys.ts'
import type { UserName } from '../../protocol/names.ts'
import {
  AccountColumns,
  AuthorColumns,
  BlockColumns,
  LETTER,
  Place,
  POST,
  PostColumns,
  RecentColumns,
  rowToLetter,
  rowToWaitingLetters,
  SuccessionColumns,
  WAITING_LETTERS,
  WaitingColumns,
} from './sqlite-rows.ts'
import type { Account } from './store.ts'
import type { Tables } from './tables.ts'

/** Rows of an open, migrated SQLite database. Every statement is prepared once. */
export function createSqliteTables(db: Database.Database): Tables {
  const sql = {
    // An account that lost its cursor must be an error, not a name that is free again.
    accounts: db.prepare('SELECT account.*, place AS cursor FROM account LEFT JOIN cursor USING (name)'),
    successions: db.prepare('SELECT * FROM succession ORDER BY number'),
    blocks: db.prepare('SELECT * FROM block'),
    saveAccount: db.prepare(
      `INSERT INTO account VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)
       ON CONFLICT (name) DO UPDATE SET identity_key=excluded.identity_key, device=excluded.device,
         prekey_id=excluded.prekey_id, prekey_key=excluded.prekey_key, prekey_signature=excluded.prekey_signature,
         recovery_key=excluded.recovery_key, recovery_endorsement=excluded.recovery_endorsement,
         fence=excluded.fence, last_seen=excluded.last_seen, revision=excluded.revision`,
    ),
    saveCursor: db.prepare('INSERT INTO cursor VALUES (?,?) ON CONFLICT (name) DO UPDATE SET place=excluded.place'),
    addSuccession: db.prepare(
      'INSERT INTO succession (name, from_key, recovery_key, endorsement, to_key, signature) VALUES (?,?,?,?,?,?)',
    ),
    dropBlocks: db.prepare('DELETE FROM block WHERE name = ?'),
    dropCursor: db.prepare('DELETE FROM cursor WHERE name = ?'),
    dropAccount: db.prepare('DELETE FROM account WHERE name = ?'),
    block: db.prepare('INSERT OR IGNORE INTO block VALUES (?,?)'),
    unblock: db.prepare('DELETE FROM block WHERE name = ? AND other = ?'),
    lastPosition: db.prepare('SELECT max(position) AS place FROM letter'),
    letter: db.prepare(`SELECT ${LETTER} FROM letter WHERE id = ? AND sender = ? AND recipient = ?`).raw(),
    addLetter: db.prepare(
      `INSERT INTO letter (position, sender, recipient, id, device, prekey_id, stored_at, length, envelope)
       VALUES (?,?,?,?,?,?,?,?,?) ON CONFLICT (id, sender, recipient) DO NOTHING`,
    ),
    settleLetter: db.prepare(
      `UPDATE letter SET outcome = ?, proof = ?, settled_at = ?, envelope = NULL
       WHERE position = ? AND id = ? AND sender = ? AND recipient = ? AND outcome IS NULL`,
    ),
    // A page at once, which is half the cost. A proof has 43 characters; in the JSON each would be parsed again for each row.
    openLetters: db.prepare(
      `UPDATE letter SET outcome = 'opened', proof = CAST(substr(?2, opened.key * 43 + 1, 43) AS TEXT), settled_at = ?4,
         envelope = NULL
       FROM json_each(?1) AS opened
       WHERE letter.position = opened.value AND recipient = ?3 AND outcome IS NULL`,
    ),
    // Finds nothing when the receipt was acked before: an ack that is repeated writes nothing.
    markTold: db.prepare(
      `UPDATE letter SET told = 1
       WHERE id = ? AND sender = ? AND recipient = ? AND outcome IS NOT NULL AND told = 0`,
    ),
    dropLetter: db.prepare('DELETE FROM letter WHERE position = ?'),
    letterAt: db.prepare(`SELECT ${LETTER} FROM letter WHERE position = ?`).raw(),
    // In order without a sort of its own for each list: SQLite keeps that of a subquery which is only gone through.
    waitingAt: db
      .prepare(
        `SELECT ${WAITING_LETTERS} FROM (
           SELECT position, sender, id, stored_at, envelope FROM letter
           WHERE position IN (SELECT value FROM json_each(?)) AND outcome IS NULL ORDER BY position)`,
      )
      .raw(),
    waiting: db.prepare(
      `SELECT position, recipient, sender, length FROM letter INDEXED BY letter_waiting WHERE outcome IS NULL
       ORDER BY position`,
    ),
    untold: db
      .prepare(
        `SELECT ${LETTER} FROM letter WHERE sender = ? AND position > ? AND outcome IS NOT NULL AND told = 0
         ORDER BY position LIMIT ?`,
      )
      .raw(),
    letters: db.prepare(`SELECT ${LETTER} FROM letter WHERE position > ? ORDER BY position LIMIT ?`).raw(),
    head: db.prepare(`SELECT max(seq) AS place FROM sqlite_sequence WHERE name = 'post'`),
    placeOf: db.prepare('SELECT group_seq AS place FROM post WHERE id = ? AND sender = ?'),
    addPost: db.prepare(
      `INSERT INTO post (group_seq, sender, id, seq, sent_at, stored_at, identity_key, signature, text)
       VALUES (?,?,?,?,?,?,?,?,?)`,
    ),
    posts: db.prepare(`SELECT ${POST} FROM post WHERE group_seq > ? ORDER BY group_seq LIMIT ?`),
    firstPlace: db.prepare('SELECT min(group_seq) AS place FROM post'),
    author: db.prepare('SELECT sender FROM post WHERE group_seq = ?'),
    recentAuthors: db.prepare(
      'SELECT group_seq AS groupSeq, sender AS "from" FROM post ORDER BY group_seq DESC LIMIT ?',
    ),
    trimPosts: db.prepare(
      // Up to the last old post before the first that is young, so that a clock which jumped leaves no hole.
      `DELETE FROM post WHERE group_seq <= ?2 OR group_seq <= (
         SELECT max(group_seq) FROM post WHERE stored_at < ?1 AND group_seq <
           coalesce((SELECT group_seq FROM post WHERE stored_at BETWEEN ?1 AND ?3 ORDER BY group_seq LIMIT 1), 9e15))`,
    ),
  }
  const place = (row: unknown) => (row === undefined ? undefined : (v.parse(Place, row).place ?? undefined))

  const accounts = (): Account[] => {
    const lineages = new Map<UserName, Succession[]>()
    for (const row of sql.successions.all([])) {
      const columns = v.parse(SuccessionColumns, row)
      const succession = v.parse(Succession, {
        from: columns.from_key,
        recovery: { key: columns.recovery_key, endorsement: columns.endorsement },
        to: columns.to_key,
        signature: columns.signature,
      })
      lineages.set(columns.name, [...(lineages.get(columns.name) ?? []), succession])
    }
    const blocked = new Map<UserName, UserName[]>()
    for (const row of sql.blocks.all([])) {
      const columns = v.parse(BlockColumns, row)
      blocked.set(columns.name, [...(blocked.get(columns.name) ?? []), columns.other])
    }
    return sql.accounts.all([]).map((row): Account => {
      const columns = v.parse(AccountColumns, row)
      return {
        name: columns.name,
        identityKey: columns.identity_key,
        device: columns.device,
        prekey:
          columns.prekey_id === null
            ? null
            : v.parse(Prekey, { id: columns.prekey_id, key: columns.prekey_key, signature: columns.prekey_signature }),
        recovery:
          columns.recovery_key === null
            ? null
            : v.parse(Recovery, { key: columns.recovery_key, endorsement: columns.recovery_endorsement }),
        lineage: lineages.get(columns.name) ?? [],
        fence: columns.fence,
        lastSeen: columns.last_seen,
        revision: columns.revision,
        joined: columns.joined,
        cursor: columns.cursor,
        blocked: blocked.get(columns.name) ?? [],
      }
    })
  }

  return {
    accounts,
    saveAccount(account, skeleton) {
      sql.saveAccount.run([
        account.name,
        skeleton,
        account.identityKey,
        account.device,
        account.prekey?.id ?? null,
        account.prekey?.key ?? null,
        account.prekey?.signature ?? null,
        account.recovery?.key ?? null,
        account.recovery?.endorsement ?? null,
        account.fence,
        account.lastSeen,
        account.revision,
        account.joined,
      ])
      sql.saveCursor.run([account.name, account.cursor])
    },
    saveCursor: (of, cursor) => void sql.saveCursor.run([of, cursor]),
    addSuccession: (of, { from, recovery, to, signature }) =>
      void sql.addSuccession.run([of, from, recovery.key, recovery.endorsement, to, signature]),
    dropAccount(name) {
      for (const drop of [sql.dropBlocks, sql.dropCursor, sql.dropAccount]) drop.run([name])
    },
    setBlocked: (of, other, blocked) => void (blocked ? sql.block : sql.unblock).run([of, other]),

    lastPosition: () => place(sql.lastPosition.get([])) ?? 0,
    letter(sender, recipient, id) {
      const row = sql.letter.get([id, sender, recipient])
      return row === undefined ? undefined : rowToLetter(row)
    },
    addLetter: (row, envelope) =>
      sql.addLetter.run([
        row.position,
        row.sender,
        row.recipient,
        row.id,
        row.device,
        row.prekeyId,
        row.storedAt,
        row.length,
        envelope,
      ]).changes > 0,
    settleLetter: ({ position, id, sender, recipient }, outcome, at) => {
      const proof = outcome.outcome === 'opened' ? outcome.proof : null
      return sql.settleLetter.run([outcome.outcome, proof, at, position, id, sender, recipient]).changes > 0
    },
    openLetters(recipient, proofs, at) {
      if (proofs.size === 0) return
      const positions = JSON.stringify([...proofs.keys()])
      const { changes } = sql.openLetters.run([positions, Buffer.from([...proofs.values()].join('')), recipient, at])
      if (changes !== proofs.size) throw new Error(`${proofs.size} letters were opened, ${changes} of them waited`)
    },
    markTold: (sender, recipient, id) => void sql.markTold.run([id, sender, recipient]),
    dropLetter: (position) => void sql.dropLetter.run([position]),
    letterAt(position) {
      const row = sql.letterAt.get([position])
      return row === undefined ? undefined : rowToLetter(row)
    },
    waitingAt(positions) {
      const list = JSON.stringify(positions)
      return rowToWaitingLetters(sql.waitingAt.get([list]), list)
    },
    *waiting() {
      for (const row of sql.waiting.iterate([])) yield v.parse(WaitingColumns, row)
    },
    untold: (sender, after, most) => sql.untold.all([sender, after, most]).map(rowToLetter),
    letters: (after, most) => sql.letters.all([after, most]).map(rowToLetter),

    head: () => place(sql.head.get([])) ?? 0,
    placeOf: (from, id) => place(sql.placeOf.get([id, from])),
    addPost: (post, at) =>
      void sql.addPost.run([
        post.groupSeq,
        post.from,
        post.id,
        post.seq,
        post.sentAt,
        at,
        post.identityKey,
        post.signature,
        post.text,
      ]),
    posts: (after, most) => sql.posts.all([after, most]).map((row) => v.parse(PostColumns, row)),
    firstPlace: () => place(sql.firstPlace.get([])),
    authorOf(at) {
      const row = sql.author.get([at])
      return row === undefined ? undefined : v.parse(AuthorColumns, row).sender
    },
    recentAuthors: (most) =>
      sql.recentAuthors
        .all([most])
        .map((row) => v.parse(RecentColumns, row))
        .toReversed(),
    trimPosts: ({ before, upTo, now }) => void sql.trimPosts.run([before, upTo, now]),
  }
}
