import type { Tables } from '../server/store/tables.ts'
import type { Dice } from './dice.ts'
import type { Deed, Step } from './plan.ts'

/** Histories in which the server is restored from a backup. */
const RESTORES = 0.05

/** What an operator has to do again by hand, or what a restored server cannot know. */
function isLostFor({ deed }: Step): boolean {
  const lost: readonly Deed['do'][] = ['block', 'set-phrase', 'recover', 'return', 'accept-key', 'turn-clock']
  return lost.includes(deed.do) || (deed.do === 'say' && deed.to === 'everyone')
}

/** The steps of a history with, now and then, a backup and a return to it. Mail survives that; the rest of what it loses is left out. */
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

/** Copies people and letters, and answers what puts the copy in the place of all that is there then. */
export function backUp(tables: Tables): () => void {
  const accounts = tables.accounts()
  const letters = tables.letters(0, Number.MAX_SAFE_INTEGER)
  const envelopes = new Map(
    [...tables.waiting()].map(({ position }) => [position, tables.waitingAt([position]).envelopes]),
  )
  const untold = new Set(
    accounts.flatMap(({ name }) => tables.untold(name, 0, Number.MAX_SAFE_INTEGER).map(({ position }) => position)),
  )
  return () => {
    for (const { name } of tables.accounts()) tables.dropAccount(name)
    for (const account of accounts) tables.saveAccount(account, account.name)
    for (const { position } of tables.letters(0, Number.MAX_SAFE_INTEGER)) tables.dropLetter(position)
    for (const letter of letters) {
      const { position, sender, recipient, id, outcome, settledAt } = letter
      tables.addLetter({ ...letter, outcome: null }, envelopes.get(position) ?? new Uint8Array())
      if (!outcome) continue
      tables.settleLetter(letter, outcome, settledAt)
      if (!untold.has(position)) tables.markTold(sender, recipient, id)
    }
  }
}
