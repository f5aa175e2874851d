import * as v from 'valibot'
import { LIMITS } from './limits.ts'

/** Why a typed name cannot be used. */
export type NameProblem = 'empty' | 'too-short' | 'too-long' | 'bad-characters' | 'reserved'

/** The form in which a name is stored, signed and shown: NFKC, lower case, no surrounding space. Idempotent. */
export function canonicalName(typed: string): string {
  return typed.normalize('NFKC').trim().toLowerCase()
}

const NAME = new RegExp(`^[a-z0-9][a-z0-9_.-]{1,${LIMITS.name - 1}}$`)

/** Nobody may claim these names or one that looks like them. `everyone` is also the id of the group conversation. */
const RESERVED: readonly string[] = ['admin', 'system', 'server', 'support', 'everyone']

/** A user name in canonical form that is not reserved. */
export const UserName = v.pipe(
  v.string(),
  // Whatever has this form is its own canonical form.
  v.check((name) => NAME.test(name) && !isReserved(name), 'expected a canonical name'),
  v.brand('UserName'),
)
export type UserName = v.InferOutput<typeof UserName>

/** Parses what somebody typed. Returns the problem instead of throwing, so that a form can put it into words. */
export function parseName(typed: string): { ok: true; name: UserName } | { ok: false; problem: NameProblem } {
  const name = canonicalName(typed)
  const problem = nameProblem(name)
  return problem ? { ok: false, problem } : { ok: true, name: v.parse(UserName, name) }
}

function nameProblem(name: string): NameProblem | undefined {
  if (name.length === 0) return 'empty'
  if (name.length === 1) return 'too-short'
  if (name.length > LIMITS.name) return 'too-long'
  if (!NAME.test(name)) return 'bad-characters'
  return isReserved(name) ? 'reserved' : undefined
}

/** What was typed in search of a name, its accents taken off as names have none: “José” is `jose`. */
export function unaccentedName(typed: string): string {
  return canonicalName(typed).normalize('NFKD').replaceAll(/\p{M}/gu, '')
}

/** A name for somebody whose own has accents, spaces or the like: “José García” may be `jose.garcia`. None for other scripts. */
export function plainName(typed: string): UserName | undefined {
  const unaccented = unaccentedName(typed)
  const parsed = parseName(unaccented.replaceAll(/[^\p{L}0-9_.-]+/gu, '.').replaceAll(/^[_.-]+|\.+$/g, ''))
  return parsed.ok ? parsed.name : undefined
}

const SEPARATORS = '[_.-]*'
/** What a reader may take for a character of a skeleton. */
const LOOKALIKES: Readonly<Record<string, string>> = { m: `(?:m|r${SEPARATORS}n)`, o: '[o0]', l: '[li1]' }
/** Matches names whose skeleton is that of a reserved one. Making a skeleton for each name would be half the cost of parsing an event. */
const LOOKS_RESERVED = new RegExp(
  `^${SEPARATORS}(?:${RESERVED.map((name) =>
    Array.from(skeleton(name), (letter) => LOOKALIKES[letter] ?? letter).join(SEPARATORS),
  ).join('|')})${SEPARATORS}$`,
)

/** Reserved as it is spelled, or as it looks. */
function isReserved(name: string): boolean {
  return LOOKS_RESERVED.test(name)
}

/**
 * What a name looks like at a glance. Two names with the same skeleton are too alike to belong to two people.
 * After Unicode TS #39 §4, cut down to the alphabet of names.
 */
export function skeleton(name: string): string {
  return name.replaceAll(/[_.-]/g, '').replaceAll('rn', 'm').replaceAll('0', 'o').replaceAll(/[1i]/g, 'l')
}
