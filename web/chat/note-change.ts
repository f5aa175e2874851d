import type { ConversationId, ConversationNote } from './messages.ts'

/** Those parts of a note that change. The others stay as they are, also what a suspended tab knows nothing of yet. */
export interface NoteChange extends Partial<ConversationNote> {
  readonly id: ConversationId
}

/** What is remembered of a conversation before anything is: no draft, nothing read, not muted. */
export function emptyNote(id: ConversationId): ConversationNote {
  return { id, draft: '', readAt: 0, muted: false }
}

/** The note after a change. What was read stays read. */
export function changeNote(before: ConversationNote | undefined, change: NoteChange): ConversationNote {
  const note = before ?? emptyNote(change.id)
  return { ...note, ...change, readAt: Math.max(note.readAt, change.readAt ?? 0) }
}
