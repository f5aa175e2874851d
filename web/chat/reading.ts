import type { IdentityKey } from '../../protocol/identity-key.ts'

/** How far a peer's messages were read: a seq in the count of that key, since who recovers a name counts from 1 again. */
export interface Reading {
  readonly upTo: number
  readonly key: IdentityKey
}

/** An own note of it, as stored. */
export function readingToText({ upTo, key }: Reading): string {
  return `${upTo} ${key}`
}

/** What such a note says to a peer with that key: nothing of its messages, if it was about those under another one. */
export function upToByKey(text: string, key: IdentityKey): number {
  // Notes of earlier pages name no key.
  const [upTo, countedUnder = key] = text.split(' ')
  return countedUnder === key ? Number(upTo) : 0
}
