import { absence, ABSENCE } from './absence.ts'
import { createDice, type Dice } from './dice.ts'
import type { Deed, Plan, Step, Whom } from './plan.ts'

const HOUR = 3600_000
const DAY = 24 * HOUR

/** Histories with one kind of trouble, mostly early: nothing that comes later sets right by chance what it broke. */
const CALM = 0.25

/** Histories of people with several tabs that come and go. */
const CROWDED = 0.25

/** Histories in which somebody stays away for more than a month. */
const LONG = 0.02

/** A kind of trouble, and how likely it is at one moment of a history that has it. */
type Trouble = (dice: Dice, people: number) => Deed

const who = (dice: Dice, people: number) => dice.int(people)

/** What a history may be troubled by. Each seed picks some of them, so that rare combinations come up undisturbed. */
const TROUBLES = {
  crash: (dice) => ({
    do: 'crash',
    when: dice.pick(['now', 'before-commit', 'after-commit'] as const),
    ms: dice.between(50, 4000),
  }),
  fuseServer: (dice) => ({ do: 'fuse-server', calls: dice.between(1, 40), ms: dice.between(50, 3000) }),
  stopServer: (dice) => ({ do: 'stop-server', ms: dice.between(50, 3000) }),
  serverDisk: (dice) => ({ do: 'slow-server-disk', ms: dice.between(500, 5000) }),
  slowNet: (dice) => ({ do: 'slow-net', ms: dice.between(500, 6000) }),
  cut: (dice, people) => ({ do: 'cut', who: who(dice, people), ms: dice.between(0, 3000) }),
  stall: (dice, people) => ({ do: 'stall', who: who(dice, people), ms: dice.between(300, 15_000) }),
  cutPeers: () => ({ do: 'cut-peers' }),
  halfOpen: () => ({ do: 'half-open' }),
  noPeers: (dice) => ({ do: 'no-peers', ms: dice.between(1000, 8000) }),
  loseSignals: (dice) => ({ do: 'lose-signals', ms: dice.between(500, 5000) }),
  killTab: (dice, people) => ({ do: 'kill-tab', who: who(dice, people), tab: dice.int(3) }),
  fuseTab: (dice, people) => ({
    do: 'fuse-tab',
    who: who(dice, people),
    tab: dice.int(3),
    calls: dice.between(1, 30),
  }),
  closeTab: (dice, people) => ({ do: 'close-tab', who: who(dice, people), tab: dice.int(3) }),
  freezeTab: (dice, people) => ({
    do: 'freeze-tab',
    who: who(dice, people),
    tab: dice.int(3),
    ms: dice.between(200, 12_000),
  }),
  openTab: (dice, people) => ({ do: 'open-tab', who: who(dice, people) }),
  signOut: (dice, people) => ({ do: 'sign-out', who: who(dice, people), tab: dice.int(3) }),
  slowDisk: (dice, people) => ({ do: 'slow-disk', who: who(dice, people), ms: dice.between(300, 4000) }),
  failDisk: (dice, people) => ({
    do: 'fail-disk',
    who: who(dice, people),
    problem: dice.pick(['quota-exceeded', 'unavailable'] as const),
    ms: dice.between(50, 4000),
  }),
  turnClock: (dice, people) => ({
    do: 'turn-clock',
    who: dice.chance(0.2) ? 'server' : who(dice, people),
    by: dice.pick([-HOUR, -5000, 7000, HOUR, 25 * HOUR, 25 * HOUR]),
  }),
  expiry: (dice) => ({ do: 'turn-clock', who: 'server', by: dice.pick([2 * DAY, 31 * DAY]) }),
  block: (dice, people) => {
    const one = who(dice, people)
    return { do: 'block', who: one, other: (one + 1) % people, blocked: dice.chance(0.5) }
  },
} satisfies Readonly<Record<string, Trouble>>

/** Those that tabs of one person have with each other. */
const TABS = [
  'killTab',
  'fuseTab',
  'fuseTab',
  'closeTab',
  'freezeTab',
  'openTab',
  'openTab',
  'signOut',
  'slowDisk',
] as const

function say(dice: Dice, people: number, number: number, group: number): Deed {
  const from = dice.int(people)
  const to: Whom = dice.chance(group) ? 'everyone' : (from + 1 + dice.int(people - 1)) % people
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
  const calm = dice.chance(CALM)
  const all = Object.values(TROUBLES)
  const crowded = !calm && dice.chance(CROWDED)
  const ofTabs = TABS.map((name) => TROUBLES[name])
  const chosen = calm ? [dice.pick(all)] : crowded ? ofTabs : all.filter(() => dice.chance(0.35))
  const steps: Step[] = []
  const group = dice.pick([0, 0.2, 0.2, 0.8])
  const bursts = dice.chance(0.4)
  const count = dice.between(34, 42)
  let at = 350
  for (let number = 1; number <= count; number++) {
    const step = (2 * (duration - 1000)) / count
    at += bursts && dice.chance(0.7) ? dice.int(20) : dice.int(step)
    steps.push({ at: Math.min(at, duration - 500), deed: say(dice, people, number, group) })
  }
  const troubles = chosen.length === 0 ? 0 : calm ? dice.between(1, 3) : dice.between(0, 18)
  for (let number = 0; number < troubles; number++) {
    const trouble = dice.pick(chosen)
    // The first seconds, when nobody knows anybody yet, get more than their share.
    steps.push({
      at: dice.int(dice.chance(calm || crowded ? 0.7 : 0.25) ? 3000 : duration),
      deed: trouble(dice, people),
    })
  }
  for (let number = dice.int(8); number > 0; number--)
    steps.push({ at: 2000 + dice.int(duration - 2000), deed: smallDeed(dice, people) })
  steps.push(...comeBack(dice, people, duration))
  const isLong = dice.chance(LONG)
  if (isLong) steps.push(...absence(dice, people, duration))
  return {
    seed,
    names: ['alice', 'bob', 'carol'].slice(0, people),
    tabs: Array.from({ length: people }, () => (crowded ? 2 : dice.pick([1, 1, 2]))),
    linksOff: Array.from({ length: people }, () => dice.chance(0.15)),
    ackTimeout: dice.pick([undefined, undefined, undefined, 300]),
    mailCap: dice.pick([0, 0, 0, 0, 4]),
    putsPerSecond: dice.pick([0, 0, 0, 0, 3]),
    net: dice.pick([2, 20, 20, 200]),
    disk: dice.pick([0, 2, 2, 20]),
    sealing: dice.pick([0, 0, 3]),
    strict: seed % 8 === 0,
    steps: steps.toSorted((a, b) => a.at - b.at),
    end: isLong ? duration + ABSENCE : duration,
  }
}
