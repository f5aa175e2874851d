import type { Dice } from './dice.ts'
import type { Step } from './plan.ts'

/** How long it takes, virtual milliseconds: the server looks for what is too old a minute after its start. */
export const ABSENCE = 82_000

const MONTH = 31 * 24 * 3600_000

/** Somebody leaves, others write, a month goes by on the server's clock: mail and posts expire before they are read. */
export function absence(dice: Dice, people: number, from: number): Step[] {
  const away = dice.int(people)
  const other = (away + 1) % people
  const steps: Step[] = []
  for (let tab = 0; tab < 3; tab++) steps.push({ at: from + tab, deed: { do: 'close-tab', who: away, tab: 0 } })
  for (let number = 0; number < 4; number++) {
    const to = number === 3 ? 'everyone' : away
    const say = { do: 'say', who: other, tab: 0, to, text: `away ${number}` } as const
    steps.push({ at: from + 200 + dice.int(4000), deed: { do: 'sign-in', who: other, tab: 0 } })
    steps.push({ at: from + 5000 + dice.int(2000), deed: say })
  }
  for (const who of ['server' as const, ...Array.from({ length: people }, (_, person) => person)])
    steps.push({ at: from + 9000, deed: { do: 'turn-clock', who, by: MONTH } })
  steps.push({ at: from + 72_000, deed: { do: 'sign-in', who: away, tab: 0 } })
  // Nobody keeps a tab for a month.
  for (let number = 0; number < 3 * people; number++)
    steps.push({ at: from + 80_000 + number, deed: { do: 'close-tab', who: number % people, tab: 0 } })
  return steps
}
