import { createMemoryTables } from '../server/store/memory.ts'
import type { Tables } from '../server/store/tables.ts'
import type { Dice } from './dice.ts'
import type { Deed, Step } from './plan.ts'

/** Histories in which the server is restored from a backup. */
const RESTORES = 0.05

/** What an operator has to do again by hand, or what a restored server cannot know. */
function isLostFor({ deed }: Step): boolean {
  const lost: readonly Deed['do'][] = ['block', 'set-phrase', 'recover', 'return', 'accept-key', 'turn-clock']
  return lost.includes(deed.do)
}

/** The steps of a history with, now and then, a backup and a return to it. Messages survive that; the rest of what it loses is left out. */
export function withRestore(dice: Dice, steps: readonly Step[], duration: number): readonly Step[] {
  if (!dice.chance(RESTORES)) return steps
  const backUpAt = dice.between(2000, duration / 2)
  const restoreAt = dice.between(backUpAt + 500, duration)
  return [
    ...steps.filter((step) => !isLostFor(step)),
    { at: backUpAt, deed: { do: 'back-up' } },
    { at: restoreAt, deed: { do: 'restore', ms: dice.between(100, 3000) } },
  ]
}

/** The same rows in tables of their own. */
export function copyTables(from: Tables): Tables {
  const to = createMemoryTables()
  const all = Number.MAX_SAFE_INTEGER
  for (const account of from.accounts()) to.saveAccount(account, account.name)
  const waiting = new Set([...from.waiting()].map(({ position }) => position))
  for (const letter of from.letters(0, all)) {
    const { position, outcome, settledAt } = letter
    const envelope = waiting.has(position) ? from.waitingAt([position]).envelopes : new Uint8Array()
    to.addLetter({ ...letter, outcome: null }, envelope)
    if (outcome) to.settleLetter(letter, outcome, settledAt)
  }
  for (const { name } of from.accounts()) {
    const untold = new Set(from.untold(name, 0, all).map(({ position }) => position))
    for (const { position, sender, recipient, id } of to.untold(name, 0, all))
      if (!untold.has(position)) to.markTold(sender, recipient, id)
  }
  for (const post of from.posts(0, all)) to.addPost(post, post.sentAt)
  return to
}
