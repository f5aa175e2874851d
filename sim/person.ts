import * as v from 'valibot'
import { UserName } from '../protocol/names.ts'
import type { ConversationId } from '../web/chat/messages.ts'
import type { OpenResident } from '../web/chat/ports/resident.ts'
import { openMemoryStorage } from '../web/storage/memory.ts'
import type { Browser } from './browser.ts'
import { createDisk, type Disk, type DiskPace } from './disk.ts'
import type { Dice } from './dice.ts'
import { createLife, type Life } from './life.ts'
import type { PeerNetwork } from './peer-network.ts'
import type { Scheduler } from './scheduler.ts'
import type { Happened } from './troubles.ts'
import { createServerLink } from './server-link.ts'
import type { ServerProcess } from './server-process.ts'
import type { SealerHome } from './sealer-home.ts'
import { openTabStorage, type StorageWatch } from './tab-storage.ts'
import { createTabClock, openTab, type Tab, type TabWatch } from './tab.ts'
import type { NetPace, Wire } from './wire.ts'

/** Somebody with a browser; after a recovery the same name is somebody else's here, with another browser. */
export interface Person {
  readonly name: UserName
  /** Which browser of that name this is, from 1. */
  readonly number: number
  readonly browser: Browser
  readonly home: SealerHome
  readonly pace: DiskPace
  /** How far the browser's wall clock is off. */
  clockOffset: number
  /** Tabs that live, frozen ones too. */
  tabs(): readonly Tab[]
  wires(): readonly Wire[]
  openTab(): Tab
}

/** What people share. */
export interface Neighbourhood {
  readonly scheduler: Scheduler
  readonly dice: Dice
  readonly net: NetPace
  readonly server: ServerProcess
  readonly peers: PeerNetwork
  readonly address: string
  readonly names: readonly string[]
  readonly strict: boolean
  readonly ackTimeout: number | undefined
  readonly wallTime: () => number
  /** Signals from the server are lost now. */
  readonly losesSignals: () => boolean
  readonly happened: Happened
  readonly watch: (person: Person) => TabWatch & StorageWatch
}

/** Moves somebody in; no tab is open yet. */
export function createPerson(
  of: { name: string; number: number; browser: Browser; home: SealerHome; disk: number; peerLinks: boolean },
  around: Neighbourhood,
): Person {
  const { scheduler } = around
  const name = v.parse(UserName, of.name)
  const own = of.number === 1 ? name : `${name}-${of.number}`
  const dice = around.dice.fork(own)
  const conversations: ConversationId[] = ['everyone', ...around.names.map((each) => v.parse(UserName, each))]
  let tabs: Tab[] = []
  let wires: Wire[] = []
  let opened = 0

  function residentOf(label: string, life: Life, disk: Disk): OpenResident {
    return async ({ newKeys = false }) => {
      await disk.run(() => undefined)
      const sealer = await of.home.open({ life, disk, dice: dice.fork(`sealer ${opened}`), newKeys })
      const storage = openTabStorage(label, openMemoryStorage(of.browser.database), disk, watch)
      const tabsPort = of.browser.tabsOf(life)
      const resignations = new Set<() => void>()
      return {
        storage,
        sealer,
        tabs: {
          ...tabsPort,
          lead(onLead) {
            const resign = tabsPort.lead(onLead)
            resignations.add(resign)
            return resign
          },
        },
        release() {
          for (const resign of resignations) resign()
          storage.close()
        },
      }
    }
  }

  const person: Person = {
    name,
    number: of.number,
    browser: of.browser,
    home: of.home,
    pace: { slowest: of.disk },
    clockOffset: 0,
    tabs: () => tabs,
    wires: () => (wires = wires.filter((wire) => !wire.isOver)),
    openTab() {
      opened += 1
      const label = `${own}/${opened}`
      const life = createLife()
      const disk = createDisk({ life, scheduler, dice: dice.fork(`disk ${opened}`), pace: person.pace })
      const tab = openTab({
        label,
        name,
        address: around.address,
        conversations,
        life,
        clock: createTabClock(life, scheduler, () => around.wallTime() + person.clockOffset),
        randomBytes: dice.fork(`ids ${opened}`).bytes,
        serverLink: createServerLink({
          ...around,
          life,
          dice: dice.fork(`net ${opened}`),
          pace: around.net,
          parse: around.strict,
          dialled: (wire) => wires.push(wire),
        }),
        peerLink: around.peers.linkOf(life),
        openResident: residentOf(label, life, disk),
        peerLinks: of.peerLinks,
        ackTimeout: around.ackTimeout,
        watch,
      })
      tabs = [...tabs, tab]
      life.onDeath(() => {
        if (life.diedOfFuse()) around.happened('tab killed at an await')
        tabs = tabs.filter((each) => each !== tab)
      })
      return tab
    },
  }
  const watch = around.watch(person)
  return person
}
