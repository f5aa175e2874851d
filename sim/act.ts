import { isRefused } from './checker/evidence.ts'
import type { Deed } from './plan.ts'
import type { Person } from './person.ts'
import { comeBack, agree, personOf, recover, setPhrase, signInAt } from './recovery.ts'
import type { Tab } from './tab.ts'
import type { World } from './world.ts'

const SLOW_DISK = 300
/** The most tabs of one person. */
const TABS = 3

/** Does one deed to the world. What makes no sense any more is left out. */
export function act(world: World, deed: Deed): void {
  const { scheduler, server, serverStorage, weather, net, peers, happened } = world
  /** Changes something for a while; two such times may overlap. */
  const forAWhile = (ms: number, begin: () => void, end: () => void) => {
    begin()
    scheduler.after(ms, end)
  }
  const restart = (ms: number) => scheduler.after(ms, server.start)

  switch (deed.do) {
    case 'crash':
      if (deed.when === 'now') killServer(world)
      else serverStorage.arm(deed.when)
      watchDeath(world, deed.ms)
      return
    case 'fuse-server':
      server.life().lightFuse(deed.calls)
      watchDeath(world, deed.ms)
      return
    case 'stop-server':
      server.stop()
      restart(deed.ms + 2000)
      return
    case 'back-up':
      world.backup = serverStorage.backUp()
      return
    case 'restore': {
      const { backup, evidence } = world
      if (!backup) return
      killServer(world)
      backup()
      happened('server restored from a backup')
      evidence.restored = true
      restart(deed.ms)
      return
    }
    case 'slow-server-disk':
      happened('server disk slowed')
      return forAWhile(
        deed.ms,
        () => (serverStorage.pace.slowest = SLOW_DISK),
        () => (serverStorage.pace.slowest = world.plan.disk),
      )
    case 'slow-net':
      happened('net slowed')
      return forAWhile(
        deed.ms,
        () => (net.slowest = deed.slowest),
        () => (net.slowest = world.plan.net),
      )
    case 'no-peers':
      happened('no way between peers')
      return forAWhile(
        deed.ms,
        () => (weather.unreachable = 1),
        () => (weather.unreachable = 0),
      )
    case 'lose-signals':
      happened('signals lost')
      world.signalsLostUntil = scheduler.now() + deed.ms
      return
    case 'cut-peers':
      for (const channel of peers.channels()) {
        happened('channels cut')
        channel.cut()
      }
      return
    case 'half-open':
      for (const channel of peers.channels()) {
        happened('channels half open')
        channel.halfOpen()
      }
      return
    case 'turn-clock':
      happened('clock turned')
      if (deed.who === 'server') world.serverClockOffset += deed.by
      else personOf(world, deed.who).clockOffset += deed.by
      return
    default:
      return actAs(world, personOf(world, deed.who), deed)
  }
}

function actAs(world: World, person: Person, deed: Extract<Deed, { who: number }>): void {
  const { scheduler, evidence, happened } = world
  const { database } = person.browser
  switch (deed.do) {
    case 'cut':
      for (const wire of person.wires()) {
        happened('net cut')
        wire.cut()
      }
      return
    case 'stall':
      if (person.wires().length > 0) happened('net black hole')
      return stall(world, person, deed.ms)
    case 'sleep': {
      const tabs = person.tabs()
      happened('computer slept')
      for (const tab of tabs) tab.life.freeze()
      stall(world, person, deed.ms)
      scheduler.after(deed.ms, () => tabs.forEach((tab) => thaw(world, tab)))
      return
    }
    case 'slow-disk':
      happened('disk slowed')
      person.pace.slowest = SLOW_DISK
      scheduler.after(deed.ms, () => (person.pace.slowest = world.plan.disk))
      return
    case 'fail-disk':
      database.problem = deed.problem
      scheduler.after(deed.ms, () => (database.problem = null))
      return
    case 'block': {
      const other = personOf(world, deed.other)
      evidence.blocked.add(`${person.name} ${other.name}`)
      void person.tabs()[0]?.chat.setBlocked(other.name, deed.blocked)
      return
    }
    case 'open-tab':
      if (person.tabs().length < TABS) signInAt(world, person, person.openTab())
      return
    case 'sign-in':
      return signIn(world, person, deed.tab)
    case 'recover':
      return recover(world, person, deed.before)
    case 'return':
      return comeBack(world, person)
    default: {
      const tab = person.tabs()[deed.tab % Math.max(1, person.tabs().length)]
      if (tab) actIn(world, person, tab, deed)
    }
  }
}

/** Nothing gets through to the server, nor back. */
function stall({ scheduler }: World, person: Person, ms: number): void {
  for (const wire of person.wires()) wire.stall()
  scheduler.after(ms, () => {
    for (const wire of person.wires()) wire.resume()
  })
}

type TabDeed = Extract<Deed, { who: number; tab: number }>

function actIn(world: World, person: Person, tab: Tab, deed: Exclude<TabDeed, { do: 'sign-in' }>): void {
  const { chat, life } = tab
  const { happened } = world
  const inPage = (task: () => void) => life.deliver(task)
  switch (deed.do) {
    case 'say': {
      const to = deed.to === 'everyone' ? 'everyone' : personOf(world, deed.to).name
      inPage(() => {
        void chat.submit(to, deed.text).then((result) => {
          if (result.kind === 'accepted') world.accepted.push({ from: person.name, to, text: deed.text })
        })
      })
      return
    }
    case 'read':
      return inPage(() => chat.markRead(deed.whose === 'everyone' ? 'everyone' : personOf(world, deed.whose).name))
    case 'typing':
      return inPage(() => chat.typing('everyone'))
    case 'wake':
      return inPage(() => chat.wake())
    case 'set-phrase':
      return inPage(() => setPhrase(world, person, tab))
    case 'accept-key':
      return agree(world, person, tab, personOf(world, deed.whose).name)
    case 'retry':
      return retryFailed(world, person, tab)
    case 'sign-out':
      if (chat.session.get().state === 'signedIn') happened('signed out')
      return inPage(() => void chat.signOut())
    case 'close-tab':
      happened('tab closed')
      return tab.close()
    case 'kill-tab':
      happened('tab killed')
      return life.kill()
    case 'fuse-tab':
      return life.lightFuse(deed.calls)
    case 'freeze-tab':
      happened('tab suspended')
      // Somebody is there to take the lead.
      if (person.tabs().length < 2) signInAt(world, person, person.openTab())
      life.freeze()
      person.browser.stealLock()
      world.scheduler.after(deed.ms, () => thaw(world, tab))
  }
}

/** Resumes a suspended page: it hears what it missed, one thing after the other. */
export function thaw(world: World, tab: Tab): void {
  tab.life.thaw((task) => world.scheduler.after(0, task))
}

/** Opens a tab if there is none, and signs in where nobody is. */
export function signIn(world: World, person: Person, index: number): void {
  const tab = person.tabs()[index % Math.max(1, person.tabs().length)] ?? person.openTab()
  const { state } = tab.chat.session.get()
  if (state === 'new' || state === 'signedOut' || tab.chat.storageProblem.get() !== null)
    tab.life.deliver(() => signInAt(world, person, tab))
}

/** Presses Retry on everything that failed. */
export function retryFailed(world: World, person: Person, tab: Tab): void {
  for (const { message } of person.browser.database.rows.values()) {
    if (!('delivery' in message)) continue
    if (message.delivery.state !== 'failed' && message.delivery.state !== 'expired') continue
    if (isRefused(world.evidence, message.conversation, person.name)) continue
    world.evidence.retried.add(message.id)
    tab.life.deliver(() => void tab.chat.retry(message.id))
  }
}

function killServer({ server, happened }: World): void {
  if (server.life().isAlive()) happened('server killed')
  server.life().kill()
}

/** Starts the server again some time after the death that was arranged for. */
function watchDeath({ server, scheduler }: World, ms: number): void {
  const life = server.life()
  if (!life.isAlive()) scheduler.after(ms, server.start)
  else life.onDeath(() => scheduler.after(ms, server.start))
}
