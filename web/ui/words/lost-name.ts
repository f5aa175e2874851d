import type { SessionView } from '../../chat/chat-view.ts'
import { isSameResident, type ResidentName } from '../environment.ts'
import { problemOf } from './sign-in.ts'

/** What is told to who had the name here. */
export const LOST_NAME_WORDS =
  'This name was moved to another browser with its recovery phrase, unless the server has lost its data. If that was not you, claim it back with the phrase, then make a new one.'

/** Whether the server gives a name to somebody else that was signed in from this browser before. */
export function isLostName(session: SessionView, residents: readonly ResidentName[]): boolean {
  const problem = problemOf(session)
  if (session.state !== 'signedOut' || problem?.kind !== 'refused' || problem.error !== 'name-taken') return false
  return residents.some((resident) => isSameResident(resident, session))
}
