import type { Dice } from './dice.ts'
import type { Deed } from './plan.ts'

const HOUR = 3600_000
const DAY = 24 * HOUR

/** A kind of trouble, and how likely it is at one moment of a history that has it. */
type MakeDeed = (dice: Dice, people: number) => Deed

const who = (dice: Dice, people: number) => dice.int(people)

/** What a history may be troubled by. Each seed picks some of them, so that rare combinations come up undisturbed. */
export const TROUBLEMAKERS = {
  crash: (dice) => ({
    do: 'crash',
    when: dice.pick(['now', 'before-commit', 'after-commit'] as const),
    ms: dice.between(50, 4000),
  }),
  fuseServer: (dice) => ({ do: 'fuse-server', calls: dice.between(1, 40), ms: dice.between(50, 3000) }),
  stopServer: (dice) => ({ do: 'stop-server', ms: dice.between(50, 3000) }),
  serverDisk: (dice) => ({ do: 'slow-server-disk', ms: dice.between(500, 5000) }),
  slowNet: (dice) => ({ do: 'slow-net', ms: dice.between(500, 6000), slowest: 4000 }),
  // Most commands run out of time.
  slowerNet: (dice) => ({ do: 'slow-net', ms: dice.between(2000, 6000), slowest: 9000 }),
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
} satisfies Readonly<Record<string, MakeDeed>>

type Kind = keyof typeof TROUBLEMAKERS

/** What a history is like. */
export interface Style {
  readonly kinds: readonly Kind[]
  /** How many troubles, at least and at most. */
  readonly least: number
  readonly most: number
  /** How many of them come in the first seconds, when nobody knows anybody yet. */
  readonly early: number
  readonly tabs: readonly number[]
  readonly disk: readonly number[]
  /** Only one person writes, and only by way of the server. */
  readonly strangers: boolean
}

const ALL = Object.keys(TROUBLEMAKERS) as Kind[]
const MIXED = { least: 0, most: 18, early: 0.25, tabs: [1, 1, 2], disk: [0, 2, 2, 20], strangers: false }

/** The style of a seed. */
export function styleOf(dice: Dice): Style {
  switch (dice.int(20)) {
    // One kind of trouble, mostly early: nothing that comes later sets right by chance what it broke.
    case 0:
    case 1:
    case 2:
    case 3:
      return { ...MIXED, kinds: [dice.pick(ALL)], least: 1, most: 3, early: 0.7 }
    // Tabs that come and go.
    case 4:
    case 5:
    case 6:
    case 7:
    case 8:
      return { ...MIXED, kinds: OF_TABS, least: 4, early: 0.7, tabs: [2], disk: [2, 20, 100, 100] }
    // Days that go by: prekeys grow old.
    case 9:
      return { ...MIXED, kinds: OF_DAYS, least: 6, early: 0.1 }
    // Answers about who wrote a letter come too late.
    case 10:
      return { ...MIXED, kinds: ['slowerNet'], least: 1, most: 2, early: 1, tabs: [1], strangers: true }
    default:
      return { ...MIXED, kinds: ALL.filter(() => dice.chance(0.35)) }
  }
}

/** Those that tabs of one person have with each other. */
const OF_TABS: readonly Kind[] = [
  ...(['killTab', 'fuseTab', 'fuseTab', 'closeTab', 'freezeTab'] as const),
  ...(['openTab', 'openTab', 'signOut', 'slowDisk'] as const),
]
const OF_DAYS: readonly Kind[] = ['turnClock', 'turnClock', 'signOut', 'killTab', 'stopServer', 'cut']
