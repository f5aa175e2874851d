import { concatBytes } from '../../protocol/bytes.ts'
import type { Post } from '../../protocol/group.ts'
import type { UserName } from '../../protocol/names.ts'
import type { Account, Store, Verbs } from './store.ts'
import { storeOf } from './store-of.ts'
import type { LetterRow, Tables } from './tables.ts'
import { createLedger } from './ledger.ts'

/** A store without a disk, for tests and the simulator: everything it acked outlives a service, nothing the process. */
export function createMemoryStore(): Store {
  const { verbs } = createLedger(createMemoryTables())
  return storeOf(
    <V extends keyof Verbs>(verb: V) =>
      async (...input: Parameters<Verbs[V]>) =>
        // The compiler loses the tie between a verb and its reply on the way through `apply`.
        Reflect.apply(verbs[verb], verbs, input) as ReturnType<Verbs[V]>,
    async () => {},
  )
}

function letterKey(sender: UserName, recipient: UserName, id: string): string {
  return `${sender} ${recipient} ${id}`
}

/** The first `most` of those that pass. */
function firstOf<T>(items: Iterable<T>, passes: (item: T) => boolean, most: number): T[] {
  const found: T[] = []
  for (const item of items) {
    if (found.length >= most) break
    if (passes(item)) found.push(item)
  }
  return found
}

/** Rows in memory. The simulator looks into them. */
export function createMemoryTables(): Tables {
  const accounts = new Map<UserName, Account>()
  const rows = new Map<number, LetterRow>()
  const envelopes = new Map<number, Uint8Array>()
  const positions = new Map<string, number>()
  // Untold letters are few among many tombstones: found by name, without a walk through the log.
  const untold = new Map<UserName, Map<number, LetterRow>>()
  const posts = new Map<number, { post: Post; at: number }>()
  const places = new Map<string, number>()
  let position = 0
  let head = 0

  const tables: Tables = {
    accounts: () => [...accounts.values()],
    saveAccount: (account) => void accounts.set(account.name, account),
    dropAccount: (name) => void accounts.delete(name),
    saveCursor(name, cursor) {
      const account = accounts.get(name)
      if (account) accounts.set(name, { ...account, cursor })
    },
    // Lineage and blocks are part of the account here; the `saveAccount` that follows carries them.
    addSuccession() {},
    setBlocked() {},

    lastPosition: () => position,
    letter: (sender, recipient, id) => rows.get(positions.get(letterKey(sender, recipient, id)) ?? 0),
    addLetter(letter, envelope) {
      if (positions.has(letterKey(letter.sender, letter.recipient, letter.id))) return false
      position = Math.max(position, letter.position)
      rows.set(letter.position, letter)
      envelopes.set(letter.position, envelope.slice())
      positions.set(letterKey(letter.sender, letter.recipient, letter.id), letter.position)
      return true
    },
    settleLetter({ position: at, sender, recipient, id }, outcome, settledAt) {
      const row = rows.get(at)
      if (!row || row.outcome || positions.get(letterKey(sender, recipient, id)) !== at) return false
      const settled = { ...row, outcome, settledAt }
      rows.set(at, settled)
      envelopes.delete(at)
      const others = untold.get(sender) ?? new Map<number, LetterRow>()
      untold.set(sender, others.set(at, settled))
      return true
    },
    openLetters(recipient, proofs, at) {
      const found = [...proofs].map(([place, proof]) => {
        const row = rows.get(place)
        if (row?.recipient === recipient && !row.outcome) return { row, proof }
        throw new Error(`no letter of ${recipient} waits at ${place}`)
      })
      for (const { row, proof } of found) tables.settleLetter(row, { outcome: 'opened', proof }, at)
    },
    markTold(sender, recipient, id) {
      const at = positions.get(letterKey(sender, recipient, id))
      if (at !== undefined) untold.get(sender)?.delete(at)
    },
    dropLetter(at) {
      const row = rows.get(at)
      if (!row) return
      rows.delete(at)
      envelopes.delete(at)
      positions.delete(letterKey(row.sender, row.recipient, row.id))
      untold.get(row.sender)?.delete(at)
    },
    letterAt: (at) => rows.get(at),
    waitingAt(many) {
      const found = many.map((at) => {
        const [row, envelope] = [rows.get(at), envelopes.get(at)]
        if (!row || !envelope) throw new Error(`no letter waits at ${at}`)
        return { row, envelope }
      })
      return {
        from: found.map(({ row }) => row.sender),
        ids: found.map(({ row }) => row.id),
        storedAt: found.map(({ row }) => row.storedAt),
        envelopes: concatBytes(...found.map(({ envelope }) => envelope)),
      }
    },
    // Only what waits has an envelope.
    waiting: () => [...envelopes.keys()].flatMap((at) => rows.get(at) ?? []),
    untold: (sender, after, most) =>
      firstOf(
        [...(untold.get(sender)?.values() ?? [])].toSorted((a, b) => a.position - b.position),
        (row) => row.position > after,
        most,
      ),
    letters: (after, most) => firstOf(rows.values(), (row) => row.position > after, most),

    head: () => head,
    placeOf: (from, id) => places.get(`${from} ${id}`),
    addPost(post, at) {
      head = post.groupSeq
      posts.set(post.groupSeq, { post, at })
      places.set(`${post.from} ${post.id}`, post.groupSeq)
    },
    posts(after, most) {
      const found: Post[] = []
      for (let place = after + 1; place <= head && found.length < most; place++) {
        const kept = posts.get(place)
        if (kept) found.push(kept.post)
      }
      return found
    },
    firstPlace: () => posts.keys().next().value,
    authorOf: (place) => posts.get(place)?.post.from,
    recentAuthors: (most) =>
      [...posts.values()].slice(-most).map(({ post }) => ({ groupSeq: post.groupSeq, from: post.from })),
    trimPosts({ before, upTo, now }) {
      let last = upTo
      for (const [place, { at }] of posts) {
        if (at < before) last = Math.max(last, place)
        else if (at <= now) break
      }
      for (const [place, { post }] of posts) {
        if (place > last) return
        posts.delete(place)
        places.delete(`${post.from} ${post.id}`)
      }
    },
  }
  return tables
}
