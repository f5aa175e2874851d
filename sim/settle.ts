import { retryFailed, signIn, thaw } from './act.ts'
import { advance } from './advance.ts'
import { isQuiet } from './checker/check-end.ts'
import type { Person } from './person.ts'
import { agree, browsersInUse, isLost, isMissing } from './recovery.ts'
import type { World } from './world.ts'

/** The longest that mending may take until nothing is on its way, virtual milliseconds. */
const PATIENCE = 240_000
/** When suspended tabs wake up in the mended world, virtual milliseconds. */
const WAKING = 3000
/** How often the mended world is looked at, virtual milliseconds. */
const LOOK = 1000
/** What still flies about when all is quiet gets this long to do harm, virtual milliseconds. */
const AFTERMATH = 3000

/** Takes all faults away. */
export function mend(world: World): void {
  const { former, server, net, weather, serverStorage, plan } = world
  world.note?.('all faults are mended')
  world.signalsLostUntil = 0
  net.slowest = plan.net
  weather.unreachable = 0
  serverStorage.pace.slowest = plan.disk
  serverStorage.disarm()
  server.life().lightFuse(Number.POSITIVE_INFINITY)
  server.start()
  for (const person of new Set([...browsersInUse(world), ...world.people, ...former])) {
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
export function* settle(world: World): Generator<void, void> {
  const { former, scheduler, violations, server, evidence } = world
  const end = scheduler.now() + PATIENCE
  for (let look = 0; scheduler.now() < end && violations.length === 0; look++) {
    server.start()
    for (const person of browsersInUse(world)) {
      checkSessions(world, person)
      signIn(world, person, 0)
      // Two tabs that take a name back at once overtake each other for ever.
      if (!isMissing(world, person))
        for (let index = 1; index < person.tabs().length; index++) signIn(world, person, index)
      const [first] = person.tabs()
      if (!first) continue
      for (const { name } of world.people) agree(world, person, first, name)
      if (look % 5 === 4) retryFailed(world, person, first)
    }
    // Who stands before a lost browser tries, too.
    if (look % 5 === 3)
      for (const person of former) if (isLost(world, person) && person.tabs().length > 0) signIn(world, person, 0)
    yield* advance(world, scheduler.now() + LOOK)
    if (scheduler.now() < restOf(world)) continue
    if (world.heirs.size === 0 && isQuiet(evidence) && (look > 90 || !hasFailed(world))) break
  }
  yield* advance(world, scheduler.now() + AFTERMATH)
}

/** When what the faults left on its way has arrived, and suspended tabs have woken up, virtual milliseconds. */
function restOf({ plan, evidence }: World): number {
  const late = plan.steps.map(({ at, deed }) => (deed.do === 'slow-net' ? at + deed.ms + deed.slowest : 0))
  const sleeps = evidence.zombies || plan.steps.some(({ deed }) => deed.do === 'sleep')
  return Math.max(plan.end + (sleeps ? 2 * WAKING : 0), ...late)
}

/** I11: tabs that were always awake are not signed out because of another one, and none waits for a session that nobody keeps. */
function checkSessions(world: World, { browser, tabs }: Person): void {
  const { scheduler, fail, evidence } = world
  for (const tab of tabs()) {
    if (tab.life.wasFrozen() || scheduler.now() - tab.sessionSince() < LOOK / 2) continue
    const session = tab.chat.session.get()
    const isSuperseded = session.state === 'signedOut' && session.notice?.kind === 'superseded'
    if (isSuperseded && scheduler.now() > restOf(world)) fail('I11', `${tab.label} was signed out by another tab`)
    // The lock that was taken from a suspended tab may be with nobody for a while.
    const waits = session.state === 'reconnecting' || session.state === 'signedIn'
    if (waits && !evidence.zombies && !browser.isLed())
      fail('I11', `${tab.label} is ${session.state}, and no tab leads`)
  }
}

function hasFailed({ people }: World): boolean {
  return people.some(({ browser }) =>
    [...browser.database.rows.values()].some(
      ({ message }) => 'delivery' in message && message.delivery.state === 'failed',
    ),
  )
}
