import type { SessionView } from '../../chat/chat-view.ts'

/** What fills the window. `splash`: a reload is signing its person in again. */
export type Page = 'splash' | 'sign-in' | 'workspace'

/** The next page. While signing in nothing moves; signed out, whoever has a history here goes on reading it. */
export function nextPage(
  before: Page | undefined,
  of: { readonly session: SessionView; readonly hasHistory: boolean; readonly choosing: boolean },
): Page {
  switch (of.session.state) {
    case 'new':
      return 'sign-in'
    case 'signingIn':
      return before ?? 'splash'
    case 'signedOut':
      return !of.choosing && (before === 'workspace' || of.hasHistory) ? 'workspace' : 'sign-in'
    default:
      return 'workspace'
  }
}
