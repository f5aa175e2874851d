import type { Post } from '../../protocol/group.ts'
import type { MessageId } from '../../protocol/ids.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { eraAt, eraOf, type GroupCursor, type GroupLog, isAhead } from './group-log.ts'
import type { CommandResult } from './ports/server-link.ts'
import type { Storage } from './ports/storage.ts'

interface CompareLogsPorts {
  readonly storage: Storage
  fetch(after: number): Promise<CommandResult<'group:fetch'>>
}

/**
 * From where on the server's log is new here. `told`: its newest place, and the one up to which it knows us to be. Where that
 * is less than we hold, an ack was lost, or the log was restored from a backup and has other posts in the places that we
 * hold: then a new era begins where the server knows us to be. Undefined when it does not answer.
 */
export async function compareLogs(
  told: { readonly head: number; readonly cursor: number },
  ours: GroupCursor,
  ports: CompareLogsPorts,
): Promise<GroupCursor | undefined> {
  const stored = await ports.storage.groupCursor()
  // A tab that was suspended knows less than another has stored since.
  const { place, ...log } = isAhead(stored, ours) ? stored : ours
  const own = await ownPlaces(log, ports.storage)
  const upTo = Math.max(place, ...own.keys())
  const isSame = told.cursor >= upTo || (await hasWhatWeHold({ after: told.cursor, upTo, place, own }, log, ports))
  if (isSame === undefined) return undefined
  // A browser that has nothing yet begins where the server says; what came before was for others. One that recovered a
  // name sees at least as much as a newcomer does, though it was acked from another.
  if (isSame)
    return { ...log, place: Math.max(place, Math.min(told.cursor, Math.max(0, told.head - LIMITS.groupPage))) }
  const after = Math.min(told.cursor, told.head)
  const begun = { era: log.era + 1, after, place: after }
  await ports.storage.receivePosts({ posts: [], confirmed: [], cursor: begun })
  return begun
}

/** Own posts of this log that not everybody has, by their places. */
async function ownPlaces(log: GroupLog, storage: Storage): Promise<ReadonlyMap<number, MessageId>> {
  const open = await storage.unsettled()
  return new Map(
    open.flatMap(({ id, kind, delivery }) =>
      kind === 'outgoing-post' && delivery.state === 'posted' && eraOf(delivery) === eraAt(delivery.groupSeq, log)
        ? [[delivery.groupSeq, id] as const]
        : [],
    ),
  )
}

/** Whether we hold what the server has in these places: up to `place` all posts, behind that `own` ones only. */
async function hasWhatWeHold(
  of: { after: number; upTo: number; place: number; own: ReadonlyMap<number, MessageId> },
  log: GroupLog,
  { storage, fetch }: CompareLogsPorts,
): Promise<boolean | undefined> {
  const isHeld = async ({ id, from, groupSeq }: Post) => {
    if (groupSeq > of.place) return (of.own.get(groupSeq) ?? id) === id
    const held = await storage.message(id)
    if (held?.from !== from) return false
    const placed = held.kind === 'outgoing-post' && held.delivery.state === 'posted' ? held.delivery : held
    return !('groupSeq' in placed) || (placed.groupSeq === groupSeq && eraOf(placed) === eraAt(groupSeq, log))
  }
  for (let seen = of.after; seen < of.upTo;) {
    const page = await fetch(seen)
    if (!page.ok) return undefined
    // Its head of now, not that of the welcome: the tab that led before may have stored more in between.
    if (page.value.head < of.upTo) return false
    const posts = page.value.posts.filter(({ groupSeq }) => groupSeq > seen && groupSeq <= of.upTo)
    for (const post of posts) if (!(await isHeld(post))) return false
    seen = posts.at(-1)?.groupSeq ?? of.upTo
  }
  return true
}
