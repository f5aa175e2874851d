import type { ConversationSummary } from './chat-view.ts'
import { isSameList } from './same-list.ts'

function isSame(a: ConversationSummary, b: ConversationSummary): boolean {
  return (
    a.newest === b.newest &&
    a.unread === b.unread &&
    a.muted === b.muted &&
    a.draft === b.draft &&
    isSameList(a.typing, b.typing)
  )
}

/**
 * The new list, made of the summaries before where they say the same, so that nobody draws them again; the list before
 * itself when nothing has changed.
 */
export function keepUnchanged(
  before: readonly ConversationSummary[],
  next: readonly ConversationSummary[],
): readonly ConversationSummary[] {
  const known = new Map(before.map((summary) => [summary.id, summary]))
  const kept = next.map((summary) => {
    const old = known.get(summary.id)
    return old && isSame(old, summary) ? old : summary
  })
  return isSameList(before, kept) ? before : kept
}
