import { absence, ABSENCE } from './absence.ts'
import { withRestore } from './backup.ts'
import { createDice, type Dice } from './dice.ts'
import type { Deed, Plan, Step, Whom } from './plan.ts'
import { losses, returns } from './losses.ts'
import { styleOf, TROUBLEMAKERS } from './style.ts'

/** Histories in which somebody stays away for more than a month. */
const LONG = 0.02
/** Histories in which computers sleep. */
const NAPS = 0.1

function say(dice: Dice, people: number, number: number, of: { group: number; strangers: boolean }): Deed {
  const from = of.strangers ? 0 : dice.int(people)
  const to: Whom = dice.chance(of.group) ? 'everyone' : (from + 1 + dice.int(people - 1)) % people
  return { do: 'say', who: from, tab: dice.int(3), to, text: dice.chance(0.15) ? 'ok' : `t${number}` }
}

function smallDeed(dice: Dice, people: number): Deed {
  const one = dice.int(people)
  const tab = dice.int(3)
  const kind = dice.int(5)
  if (kind === 0) return { do: 'wake', who: one, tab }
  if (kind === 1) return { do: 'retry', who: one, tab }
  if (kind === 2) return { do: 'typing', who: one, tab }
  return { do: 'read', who: one, tab, whose: dice.chance(0.3) ? 'everyone' : (one + 1) % people }
}

/** Tabs that were lost come back, people who left return: otherwise most histories would end in silence. */
function comeBack(dice: Dice, people: number, duration: number): Step[] {
  const steps: Step[] = []
  for (let at = 3000; at < duration; at += 3000)
    for (let person = 0; person < people; person++)
      if (dice.chance(0.7))
        steps.push({ at: at + dice.int(2500), deed: { do: 'sign-in', who: person, tab: dice.int(2) } })
  return steps
}

/** The plan of a seed. */
export function makePlan(seed: number): Plan {
  const dice = createDice(seed, 'plan')
  const people = dice.pick([2, 3, 3])
  const duration = dice.between(6000, 18_000)
  const style = styleOf(dice)
  const { strangers } = style
  const steps: Step[] = []
  const group = dice.pick([0, 0.2, 0.2, 0.8])
  const bursts = dice.chance(0.4)
  const count = dice.between(34, 42)
  let at = 350
  for (let number = 1; number <= count; number++) {
    const step = (2 * (duration - 1000)) / count
    at += bursts && dice.chance(0.7) ? dice.int(20) : dice.int(step)
    steps.push({ at: Math.min(at, duration - 500), deed: say(dice, people, number, { group, strangers }) })
  }
  const troubles = style.kinds.length === 0 ? 0 : dice.between(style.least, style.most)
  for (let number = 0; number < troubles; number++) {
    const makeDeed = TROUBLEMAKERS[dice.pick(style.kinds)]
    steps.push({ at: dice.int(dice.chance(style.early) ? 3000 : duration), deed: makeDeed(dice, people) })
  }
  for (let number = dice.int(8); number > 0; number--)
    steps.push({ at: 2000 + dice.int(duration - 2000), deed: smallDeed(dice, people) })
  steps.push(...comeBack(dice, people, duration))
  // By dice of their own: what else happens in a history does not depend on it.
  const naps = createDice(seed, 'naps')
  for (let number = naps.chance(NAPS) ? naps.between(1, 3) : 0; number > 0; number--)
    steps.push({ at: naps.int(duration), deed: { do: 'sleep', who: naps.int(people), ms: naps.between(300, 20_000) } })
  const lost = losses(createDice(seed, 'losses'), people, duration)
  steps.push(...lost, ...returns(createDice(seed, 'returns'), lost, duration))
  const isLong = dice.chance(LONG)
  if (isLong) steps.push(...absence(dice, people, duration))
  return {
    seed,
    names: ['alice', 'bob', 'carol'].slice(0, people),
    tabs: Array.from({ length: people }, () => dice.pick(style.tabs)),
    linksOff: Array.from({ length: people }, () => strangers || dice.chance(0.15)),
    ackTimeout: dice.pick([undefined, undefined, undefined, 300]),
    mailCap: dice.pick([0, 0, 0, 0, 4]),
    putsPerSecond: dice.pick([0, 0, 0, 0, 3]),
    net: dice.pick([2, 20, 20, 200]),
    disk: dice.pick(style.disk),
    sealing: dice.pick([0, 0, 3]),
    strict: seed % 8 === 0,
    steps: (isLong ? steps : withRestore(createDice(seed, 'backup'), steps, duration)).toSorted((a, b) => a.at - b.at),
    end: isLong ? duration + ABSENCE : duration,
  }
}
