import { unaccentedName } from '../../../protocol/names.ts'
import { SLASH_COMMANDS } from '../../chat/slash-command.ts'

/** A line of the list over the writing box. `insert` replaces `[from, to)` of the text. */
export interface Completion {
  readonly label: string
  readonly detail: string
  readonly insert: string
  readonly from: number
  readonly to: number
}

/** Commands and, after `/send `, names that begin with what stands before the cursor. */
export function completeCommand(text: string, cursor: number, names: readonly string[]): readonly Completion[] {
  const before = text.slice(0, cursor)
  if (/^\/\w*$/.test(before)) {
    return SLASH_COMMANDS.filter(({ command }) => command.startsWith(before))
      .map((entry) => ({
        label: entry.usage,
        detail: entry.does,
        insert: entry.usage === entry.command ? entry.command : `${entry.command} `,
        from: 0,
        to: cursor,
      }))
      .filter(({ insert }) => insert !== before)
  }
  const typed = /^\/send +([^\s]*)$/.exec(before)?.[1]
  if (typed === undefined) return []
  const begun = unaccentedName(typed)
  return names
    .filter((name) => name.startsWith(begun))
    .slice(0, 6)
    .map((name) => ({ label: name, detail: '', insert: `${name} `, from: cursor - typed.length, to: cursor }))
}

/** Whether the word that begins there is a command or a name already, also where a longer one begins with it. */
export function isWholeWord(text: string, from: number, names: readonly string[]): boolean {
  const word = /^\S*/.exec(text.slice(from))?.[0] ?? ''
  return names.includes(word) || SLASH_COMMANDS.some(({ command }) => command === word)
}

/** The emoji name that is being typed before the cursor: `:smi`. At least two letters, at a word's start. */
export function typedEmojiName(text: string, cursor: number): string | undefined {
  return /(?:^|[\s(])(:[a-z0-9_+-]{2,30}:?)$/i.exec(text.slice(Math.max(0, cursor - 40), cursor))?.[1]
}

/** Emoji whose name begins with the typed one first, then those that contain it. */
export function completeEmoji(
  typed: string,
  cursor: number,
  table: Readonly<Record<string, string>>,
): readonly Completion[] {
  const name = typed.replaceAll(':', '').toLowerCase()
  const names = Object.keys(table)
  const chosen = [
    ...names.filter((candidate) => candidate === name),
    ...names.filter((candidate) => candidate !== name && candidate.startsWith(name)),
    ...names.filter((candidate) => candidate.indexOf(name) > 0),
  ]
  return chosen.slice(0, 6).map((candidate) => ({
    label: `${table[candidate] ?? ''} :${candidate}:`,
    detail: '',
    insert: `${table[candidate] ?? ''} `,
    from: cursor - typed.length,
    to: cursor,
  }))
}
