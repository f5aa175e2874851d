import { act, retryFailed, signIn, thaw } from './act.ts'
import { checkEnd, isQuiet } from './checker/check-end.ts'
import type { Violation } from './checker/evidence.ts'
import { isRefused } from './checker/evidence.ts'
import { drain } from './drain.ts'
import { createCryptoQueue, type CryptoQueue } from './crypto-queue.ts'
import type { Person } from './person.ts'
import type { Plan } from './plan.ts'
import type { Message } from '../web/chat/messages.ts'
import type { Note } from './trace.ts'
import type { Trouble } from './troubles.ts'
import { createWorld, type World } from './world.ts'

/** How a history went. */
export interface Outcome {
  readonly violations: readonly Violation[]
  /** Messages that people wrote. */
  readonly messages: number
  readonly events: number
  /** Virtual milliseconds. */
  readonly lasted: number
  /** What really went wrong on the way. */
  readonly troubles: readonly Trouble[]
}

/** The longest that mending may take until nothing is on its way, virtual milliseconds. */
const PATIENCE = 240_000
/** More events than any healthy history has. */
const MOST_EVENTS = 200_000
/** When suspended tabs wake up in the mended world, virtual milliseconds. */
const WAKING = 3000
/** How often the mended world is looked at, virtual milliseconds. */
const LOOK = 1000
/** What still flies about when all is quiet gets this long to do harm, virtual milliseconds. */
const AFTERMATH = 3000

/** Plays a plan to its end or its first violation. Only outside of a microtask. */
export function runHistory(plan: Plan, note?: Note): Outcome {
  const { done, value } = history(plan, note, undefined).next()
  if (!done) throw new Error('a history with stand-in sealing waits for nothing')
  return value
}

/** The same with the sealing that ships; each step of it is played in a turn of its own. */
export function runSealedHistory(plan: Plan, note?: Note): Promise<Outcome> {
  const crypto = createCryptoQueue()
  const play = history(plan, note, crypto)
  return new Promise((resolve, reject) => {
    const go = () => {
      if (crypto.isWorking()) return void setImmediate(go)
      try {
        const { done, value } = play.next()
        if (done) resolve(value)
        else setImmediate(go)
      } catch (error) {
        reject(error)
      }
    }
    setImmediate(go)
  })
}

/** Yields whenever cryptography of other threads has to be waited for. */
function* history(plan: Plan, note: Note | undefined, crypto: CryptoQueue | undefined): Generator<void, Outcome> {
  let now = () => 0
  const world = createWorld(
    plan,
    note && ((text) => note(`${(now() / 1000).toFixed(3).padStart(8)} s ${text}`)),
    crypto,
  )
  now = world.scheduler.now
  const rejected = (error: unknown) => world.fail('crash', error instanceof Error ? (error.stack ?? '') : String(error))
  process.on('unhandledRejection', rejected)
  try {
    begin(world)
    yield* advance(world, plan.end)
    mend(world)
    yield* settle(world)
    if (world.violations.length === 0) checkEnd(world.evidence, (message) => mayFail(world, message))
    if (world.violations.length === 0) checkAccepted(world)
  } catch (error) {
    rejected(error)
  } finally {
    process.off('unhandledRejection', rejected)
  }
  return {
    violations: world.violations,
    messages: world.accepted.length,
    events: world.scheduler.taken(),
    lasted: world.scheduler.now(),
    troubles: [...world.troubles],
  }
}

/** Everybody opens the page; the steps of the plan wait for their time. */
function begin(world: World): void {
  const { plan, people, scheduler } = world
  people.forEach((person, index) => {
    for (let count = plan.tabs[index] ?? 1; count > 0; count--)
      scheduler.after(10 + scheduler.now() + 200 * world.dice.next(), () => person.openTab().signIn('resume'))
  })
  for (const step of plan.steps)
    scheduler.after(step.at, () => {
      world.note?.(`${step.deed.do}: ${JSON.stringify(step.deed)}`)
      act(world, step.deed)
    })
}

/** Lets things happen until that time, or until something is wrong. */
function* advance({ scheduler, violations, crypto, fail }: World, until: number): Generator<void, void> {
  while (violations.length === 0) {
    const task = scheduler.next(until)
    if (!task) return
    task()
    drain()
    while (crypto?.isBusy()) {
      yield
      crypto.release()
      drain()
    }
    if (scheduler.taken() > MOST_EVENTS) fail('endless', `${MOST_EVENTS} events and no end`)
  }
}

/** Takes all faults away. */
function mend(world: World): void {
  const { people, server, net, weather, serverStorage, plan } = world
  world.note?.('all faults are mended')
  world.signalsLostUntil = 0
  net.slowest = plan.net
  weather.unreachable = 0
  serverStorage.pace.slowest = plan.disk
  serverStorage.disarm()
  server.life().lightFuse(Number.POSITIVE_INFINITY)
  server.start()
  for (const person of people) {
    person.pace.slowest = plan.disk
    person.browser.database.problem = null
    for (const wire of person.wires()) wire.resume()
    for (const tab of person.tabs()) {
      tab.life.lightFuse(Number.POSITIVE_INFINITY)
      // By then who leads meanwhile has come to rest.
      world.scheduler.after(WAKING, () => thaw(world, tab))
    }
  }
}

/** Everybody comes back and presses Retry where it is offered, until nothing is on its way. */
function* settle(world: World): Generator<void, void> {
  const { people, scheduler, violations, server, evidence, plan } = world
  const end = scheduler.now() + PATIENCE
  for (let look = 0; scheduler.now() < end && violations.length === 0; look++) {
    server.start()
    for (const person of people) {
      checkSessions(world, person)
      signIn(person, 0)
      for (let index = 1; index < person.tabs().length; index++) signIn(person, index)
      const [first] = person.tabs()
      if (first && look % 5 === 4) retryFailed(world, person, first)
    }
    yield* advance(world, scheduler.now() + LOOK)
    if (evidence.zombies && scheduler.now() < plan.end + 2 * WAKING) continue
    if (isQuiet(evidence) && (look > 90 || !hasFailed(world))) break
  }
  yield* advance(world, scheduler.now() + AFTERMATH)
}

/** I11: a tab that was always awake is not signed out because of another tab of the same person. */
function checkSessions({ scheduler, plan, fail }: World, person: Person): void {
  if (scheduler.now() < plan.end + WAKING) return
  for (const tab of person.tabs()) {
    const session = tab.chat.session.get()
    if (session.state !== 'signedOut' || session.notice?.kind !== 'superseded' || tab.life.wasFrozen()) continue
    if (scheduler.now() - tab.sessionSince() > LOOK / 2) fail('I11', `${tab.label} was signed out by another tab`)
  }
}

function hasFailed({ people }: World): boolean {
  return people.some(({ browser }) =>
    [...browser.database.rows.values()].some(
      ({ message }) => 'delivery' in message && message.delivery.state === 'failed',
    ),
  )
}

/** Whether a message may have failed for good. */
function mayFail({ plan, evidence }: World, message: Message): boolean {
  if (!('delivery' in message)) return false
  const { conversation, from, delivery } = message
  if (delivery.state === 'expired') return plan.steps.some(({ deed }) => deed.do === 'turn-clock')
  return conversation !== 'everyone' && isRefused(evidence, conversation, from)
}

/** I2: what a page said it accepted is there. */
function checkAccepted({ accepted, evidence, fail }: World): void {
  const count = new Map<string, number>()
  for (const { from, conversation, message } of evidence.composed.values()) {
    const key = `${from} ${conversation} ${message.text}`
    count.set(key, (count.get(key) ?? 0) + 1)
  }
  for (const { from, to, text } of accepted) {
    const key = `${from} ${to} ${text}`
    const left = (count.get(key) ?? 0) - 1
    count.set(key, left)
    if (left < 0) fail('I2', `${from} was told that "${text}" to ${to} was accepted, and it was not stored`)
  }
}
