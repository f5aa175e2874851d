import type { SessionView } from '../../chat/chat-view.ts'

/** A part of the page that is loaded when it is first needed is not there. */
export const MISSING_PART_WORDS = 'This part of the page could not be loaded. Reload the page.'

/** Whether the part will be there after a reload, which would end the direct chats that still work without a server. */
export function isCuredByReload({ state }: SessionView): boolean {
  return state !== 'reconnecting'
}

/** Why a part of the page that is loaded when it is first needed is not there. */
export function missingPartWords(session: SessionView): string {
  return isCuredByReload(session)
    ? MISSING_PART_WORDS
    : 'This part of the page could not be loaded: the server is away. Open it again when the server is back.'
}
