import * as v from 'valibot'
import { UserName } from '../protocol/names.ts'
import type { ConversationId } from '../web/chat/messages.ts'
import { createBrowser } from './browser.ts'
import { createServerCheck } from './checker/check-server.ts'
import { createStorageCheck } from './checker/check-storage.ts'
import { createTabCheck } from './checker/check-tab.ts'
import type { Evidence, Invariant, Violation } from './checker/evidence.ts'
import type { CryptoQueue } from './crypto-queue.ts'
import { createDice, type Dice } from './dice.ts'
import { createPeerNetwork, type PeerNetwork, type PeerWeather } from './peer-network.ts'
import { createPerson, type Person } from './person.ts'
import type { Plan } from './plan.ts'
import { createScheduler, type Scheduler } from './scheduler.ts'
import { createRealHome, createRealVerifier } from './real-home.ts'
import { succeeded, watchRecoveries } from './recovery.ts'
import { createStandInHome } from './sealer-home.ts'
import { createServerProcess, type ServerProcess } from './server-process.ts'
import { createServerStorage, type ServerStorage } from './server-store.ts'
import { createStandInVerifier } from './stand-in.ts'
import { noteStorage, noteVerbs, type Note } from './trace.ts'
import { countStorage, countVerbs, type Happened, type Trouble } from './troubles.ts'
import type { NetPace } from './wire.ts'

/** Everything of one history. */
export interface World {
  readonly plan: Plan
  readonly scheduler: Scheduler
  readonly dice: Dice
  /** Each name with the browser that it belongs to. */
  readonly people: Person[]
  /** Names with browsers that lost them. */
  readonly former: Person[]
  /** Names with browsers that are taking them back. */
  readonly heirs: Map<UserName, Person>
  /** What people have on paper. */
  readonly phrases: Map<UserName, string>
  readonly server: ServerProcess
  readonly serverStorage: ServerStorage
  readonly net: NetPace
  readonly weather: PeerWeather
  readonly peers: PeerNetwork
  readonly evidence: Evidence
  readonly violations: readonly Violation[]
  readonly note: Note | undefined
  /** What pages said they accepted. */
  readonly accepted: { from: UserName; to: ConversationId; text: string }[]
  /** Signals are lost until then. */
  signalsLostUntil: number
  serverClockOffset: number
  /** Puts a copy of what the server knew in the place of what it knows. */
  backup: (() => void) | undefined
  /** Kinds of trouble that really came up. */
  readonly troubles: ReadonlySet<Trouble>
  readonly happened: Happened
  /** What waits for other threads; undefined when nothing ever does. */
  readonly crypto: CryptoQueue | undefined
  fail(invariant: Invariant, what: string): void
  /** The same person in a browser that has nothing; no tab is open yet. */
  moveIn(person: Person): Person
}

const ADDRESS = 'http://chat.example'
/** Wall time when a history begins. */
const EPOCH = 1_750_000_000_000

/**
 * Builds the world of a plan; the server is started, no tab is open. `note` hears what happens, for a replay. With `crypto`
 * the sealing is the one that ships.
 */
export function createWorld(plan: Plan, note: Note | undefined, crypto?: CryptoQueue): World {
  const scheduler = createScheduler()
  const dice = createDice(plan.seed, 'world')
  const net: NetPace = { slowest: plan.net }
  const weather: PeerWeather = { slowest: plan.net, unreachable: 0 }
  const violations: Violation[] = []
  const troubles = new Set<Trouble>()
  const happened: Happened = (trouble) => void troubles.add(trouble)
  const wallTime = () => EPOCH + Math.floor(scheduler.now())
  const fail = (invariant: Invariant, what: string) => {
    violations.push({ invariant, what })
    note?.(`*** ${invariant}: ${what}`)
  }

  const serverCheck = createServerCheck(() => world.evidence)
  const serverStorage = createServerStorage({
    scheduler,
    dice: dice.fork('server disk'),
    slowest: plan.disk,
    happened,
    watch: countVerbs(
      happened,
      () => serverStorage.tables.firstPlace(),
      watchRecoveries((name, key) => succeeded(world, name, key), note ? noteVerbs(note, serverCheck) : serverCheck),
    ),
  })
  const server = createServerProcess({
    scheduler,
    dice: dice.fork('server'),
    limits: {
      claimsPerDay: 0,
      signInsPerMinute: 0,
      socketsPerAddress: 0,
      eventsPerSecond: 0,
      eventsBurst: 0,
      putsPerSecond: plan.putsPerSecond,
      putsBurst: plan.putsPerSecond,
      mail: { perSender: plan.mailCap, perBox: 0, boxBytes: 0 },
      mailDays: 30,
      nameDays: 180,
      groupDays: 30,
      groupPosts: 0,
    },
    origin: ADDRESS,
    verifier: crypto ? createRealVerifier(crypto) : createStandInVerifier(),
    wallTime: () => wallTime() + world.serverClockOffset,
    openStore: serverStorage.open,
    happened,
    outrage: (what) => (what.startsWith('I11') ? fail('I11', what) : fail('crash', what)),
  })
  const peers = createPeerNetwork({ scheduler, dice: dice.fork('peers'), weather })

  const homeOf = crypto ? createRealHome(crypto) : createStandInHome
  const place = (name: string, number: number): Person => {
    const own = dice.fork(`browser ${name}${number === 1 ? '' : ` ${number}`}`)
    const itself: { person?: Person } = {}
    const offset = () => itself.person?.clockOffset ?? 0
    itself.person = createPerson(
      {
        name,
        number,
        browser: createBrowser({ scheduler, dice: own, clone: plan.strict, happened }),
        home: homeOf({
          name: v.parse(UserName, name),
          scheduler,
          dice: own.fork('keys'),
          slowest: plan.sealing,
          wallTime: () => wallTime() + offset(),
        }),
        disk: plan.disk,
        peerLinks: !plan.linksOff[plan.names.indexOf(name)],
      },
      {
        scheduler,
        dice,
        net,
        server,
        peers,
        address: ADDRESS,
        names: plan.names,
        strict: plan.strict,
        ackTimeout: plan.ackTimeout,
        wallTime,
        happened,
        losesSignals: () => scheduler.now() < world.signalsLostUntil,
        watch(person) {
          const check = countStorage(
            happened,
            createStorageCheck(() => world.evidence, person),
          )
          return {
            ...createTabCheck(() => world.evidence, person),
            session: (tab, { state, ...rest }) => note?.(`  ${tab.label} is ${state} ${JSON.stringify(rest)}`),
            ...(note ? noteStorage(note, person, check) : check),
          }
        },
      },
    )
    return itself.person
  }
  const people = plan.names.map((name) => place(name, 1))
  const former: Person[] = []
  const evidence: Evidence = {
    people,
    former,
    tables: serverStorage.tables,
    composed: new Map(),
    retried: new Set(),
    agreed: new Set(),
    blocked: new Set(),
    restored: false,
    zombies: plan.steps.some(({ deed }) => deed.do === 'freeze-tab'),
    fail,
  }
  const world: World = {
    plan,
    scheduler,
    dice: dice.fork('deeds'),
    people,
    former,
    heirs: new Map(),
    phrases: new Map(),
    server,
    serverStorage,
    net,
    weather,
    peers,
    evidence,
    violations,
    note,
    accepted: [],
    signalsLostUntil: 0,
    serverClockOffset: 0,
    backup: undefined,
    troubles,
    happened,
    crypto,
    fail,
    moveIn: ({ name }) => place(name, 1 + [...people, ...former].filter((person) => person.name === name).length),
  }
  server.start()
  return world
}
