import type { Dice } from './dice.ts'
import type { Step } from './plan.ts'

/** Histories in which somebody takes a name back with the phrase. */
const LOSSES = 0.1

/** Losses after which somebody goes back to the browser before. */
const RETURNS = 0.8

/** By dice of their own: what else is lost in a history does not depend on it. */
export function returns(dice: Dice, losses: readonly Step[], duration: number): Step[] {
  return losses.flatMap(({ at, deed }): Step[] =>
    deed.do === 'recover' && deed.before === 'open' && dice.chance(RETURNS)
      ? [{ at: dice.between(Math.min(at + 500, duration), duration), deed: { do: 'return', who: deed.who } }]
      : [],
  )
}

/** Somebody loses a browser and takes the name back in another, perhaps twice; the others agree to the new key early, late or at the end. */
export function losses(dice: Dice, people: number, duration: number): Step[] {
  if (!dice.chance(LOSSES)) return []
  const steps: Step[] = []
  for (let number = dice.pick([1, 1, 2]); number > 0; number--) {
    const who = dice.int(people)
    for (const at of [500, 1500, 3000])
      steps.push({ at: at + dice.int(500), deed: { do: 'set-phrase', who, tab: dice.int(3) } })
    for (let again = dice.pick([1, 1, 2]); again > 0; again--)
      steps.push({
        at: dice.between(2000, duration - 500),
        deed: { do: 'recover', who, before: dice.pick(['gone', 'open'] as const) },
      })
    for (let accepts = dice.int(8); accepts > 0; accepts--) {
      const other = (who + 1 + dice.int(people - 1)) % people
      steps.push({
        at: dice.between(2500, duration),
        deed: { do: 'accept-key', who: other, tab: dice.int(3), whose: who },
      })
    }
    // Between two steps of it, as likely as not.
    if (dice.chance(0.5))
      steps.push(
        ...steps.flatMap(({ at, deed }): Step[] =>
          deed.do === 'recover' && deed.who === who
            ? [{ at: at + 1, deed: { do: 'fuse-tab', who, tab: 0, calls: dice.between(2, 16) } }]
            : [],
        ),
      )
  }
  return steps
}
