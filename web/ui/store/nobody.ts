import type { SessionView } from '../../chat/chat-view.ts'

/** The session before an element knows the chat. */
export const NOBODY: SessionView = { state: 'new', problem: null }
