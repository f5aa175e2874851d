import type { Message } from '../../chat/messages.ts'
import { messageKey } from '../conversation/log-rows.ts'

/** What a search has found. Matches are messages, oldest first; `current` is the index of the one that is shown. */
export type Finding =
  | { readonly state: 'idle' }
  | { readonly state: 'none' }
  | { readonly state: 'found'; readonly matches: readonly Message[]; readonly current: number }

/** Nothing is looked for. */
export const IDLE: Finding = { state: 'idle' }

/** Of another text: its newest match is shown. */
export function beginFinding(matches: readonly Message[]): Finding {
  return matches.length === 0 ? { state: 'none' } : { state: 'found', matches, current: matches.length - 1 }
}

/** Of the same text, after messages came, changed or went: the match that is shown stays, as long as it is there. */
export function followFinding(before: Finding, matches: readonly Message[]): Finding {
  const begun = beginFinding(matches)
  if (before.state !== 'found' || begun.state !== 'found') return begun
  const shown = currentMatch(before)
  const key = shown && messageKey(shown)
  const at = matches.findIndex((message) => messageKey(message) === key)
  return { ...begun, current: at === -1 ? Math.min(before.current, begun.current) : at }
}

/** To the next older or newer match; from the last one on to the first. */
export function stepFinding(finding: Finding, by: 'older' | 'newer'): Finding {
  if (finding.state !== 'found') return finding
  const { length } = finding.matches
  return { ...finding, current: (finding.current + (by === 'newer' ? 1 : length - 1)) % length }
}

/** The match that is shown. */
export function currentMatch(finding: Finding): Message | undefined {
  return finding.state === 'found' ? finding.matches[finding.current] : undefined
}

/** Where one is, in words: the newest match is the first. */
export function findingWords(finding: Finding): string {
  switch (finding.state) {
    case 'idle':
      return ''
    case 'none':
      return 'No match'
    case 'found':
      return `${finding.matches.length - finding.current} of ${finding.matches.length}`
  }
}
