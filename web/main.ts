import { version } from '../package.json'
import type { Chat, Privacy } from './chat/chat-view.ts'
import { createChat } from './chat/chat.ts'
import type { ChatOptions } from './chat/leader-ports.ts'
import type { OpenResident } from './chat/ports/resident.ts'
import { createStore } from './chat/store.ts'
import { isOwnAffair } from './chat/session-view.ts'
import { browserClock, browserRandomBytes } from './clock.ts'
import { createDiagnose } from './link/diagnose.ts'
import { parseServerAddress } from './link/server-address.ts'
import { hasPeerLinks, simplePeerLink } from './link/simple-peer-link.ts'
import { createSocketIoLink } from './link/socket-io-link.ts'
import { openTabs } from './link/tabs.ts'
import { createSealer } from './seal/sealer.ts'
import { databaseName, openChatDatabase } from './storage/database.ts'
import { createIndexedDbKeys } from './storage/indexed-db-keys.ts'
import { createIndexedDbStorage } from './storage/indexed-db.ts'
import { createPrivacyMemory } from './storage/privacy.ts'
import { openResidents, type Residents, storageUsed } from './storage/residents.ts'
import { createTabMemory, type TabMemory } from './storage/tab-memory.ts'
import { isSameResident, type ResidentName } from './ui/environment.ts'
import { SayEvent } from './ui/shell/page-events.ts'
import { codeOf } from './ui/shell/route.ts'
import './ui/shell/vc-app.ts'
import { notForgottenWords } from './ui/words/forget.ts'

// The composition root: the one place that knows every adapter.

/** The device id of each person whose storage was opened in this page, by database. */
const devices = new Map<string, string>()

const openResident: OpenResident = async (of) => {
  const database = await openChatDatabase(of)
  const storage = createIndexedDbStorage(database)
  const keyStore = createIndexedDbKeys(database)
  const keys = { keyStore, name: of.name, wallTime: browserClock.wallTime }
  const destroyed = of.newKeys ? keyStore.destroyAll() : Promise.resolve()
  const sealer = await destroyed
    .then(() => createSealer(keys))
    .catch((error: unknown) => {
      storage.close()
      throw error
    })
  devices.set(databaseName(of), sealer.device)
  const tabs = openTabs(databaseName(of))
  return {
    storage,
    sealer,
    tabs,
    release() {
      tabs.close()
      storage.close()
    },
  }
}

/** For tests and experiments: `?peer-links=off` forces the mailbox, `?ack-timeout=MS` sets how long to wait for a peer's ack. */
function optionsOf(search: URLSearchParams): ChatOptions {
  const milliseconds = Number(search.get('ack-timeout') ?? Number.NaN)
  const allowed = search.get('peer-links') === 'off' ? 'switched-off' : 'on'
  return {
    peerLinks: hasPeerLinks ? allowed : 'unsupported',
    ackTimeout: Number.isFinite(milliseconds) && milliseconds > 0 ? milliseconds : undefined,
  }
}

/** Keeps note of who this tab is, and of everybody who has signed in from this browser (its residents). */
function remember(chat: Chat, tab: TabMemory, residents: Residents | undefined, changed: () => void): void {
  chat.session.subscribe((session) => {
    if (session.state !== 'signedIn' && session.state !== 'signedOut') return
    const { server, name } = session
    // After a problem of this tab alone a reload signs in again, so the note stays; a name that was just typed is noted.
    const noted = tab.read()
    if (noted && isSameResident(session, noted) && isOwnAffair(session)) return
    tab.write({ server, name, signedIn: session.state === 'signedIn' })
    if (session.state === 'signedIn') {
      const device = devices.get(databaseName(session))
      void residents?.remember({ server, name, device }, browserClock.wallTime()).then(changed, () => {})
    }
  })
}

async function start(): Promise<void> {
  const privacy = createPrivacyMemory(() => localStorage)
  const diagnose = createDiagnose({
    fetch: fetch.bind(window),
    protocol: location.protocol,
    violations: document,
    hasNetwork: () => navigator.onLine,
  })
  const chat = createChat({
    openResident,
    serverLink: createSocketIoLink(diagnose),
    peerLink: simplePeerLink,
    clock: browserClock,
    randomBytes: browserRandomBytes,
    options: optionsOf(new URLSearchParams(location.search)),
    privacy: createStore(privacy.read()),
    parseServer: (typed) => parseServerAddress(typed, location.origin),
  })
  chat.privacy.subscribe((chosen: Privacy) => privacy.write(chosen))
  // Choices made in another tab of this browser apply here too. After any other change, one that could not be stored stays.
  addEventListener('storage', ({ key }) => privacy.isUnder(key) && chat.setPrivacy(privacy.read()))

  const residents = await openResidents().catch(() => undefined)
  const tab = createTabMemory(() => sessionStorage)
  const app = document.querySelector('vc-app')
  if (!app) throw new Error('index.html has no vc-app')
  const listResidents = async () => {
    app.residents = (await residents?.list().catch(() => [])) ?? []
  }
  remember(chat, tab, residents, () => void listResidents())
  const leave = async (resident: ResidentName) => {
    const isLeft = (one: ResidentName | undefined) => one && isSameResident(one, resident)
    const session = chat.session.get()
    if (session.state !== 'new' && isLeft(session)) await chat.leave()
    if (isLeft(tab.read())) tab.clear()
    if (isLeft(app.lastResident)) app.lastResident = undefined
  }
  residents?.onForgotten((resident) => void leave(resident).then(listResidents))
  await listResidents()
  const before = tab.read()
  app.lastResident = before
  app.chat = chat
  app.environment = {
    secure: isSecureContext,
    version,
    code: codeOf(location.hash),
    storageUsed,
    async forget(resident) {
      await leave(resident)
      const isForgotten = await residents?.forget(resident).then(
        () => true,
        () => false,
      )
      if (!isForgotten) app.dispatchEvent(new SayEvent(notForgottenWords(resident.name)))
      await listResidents()
    },
    deviceOf: (resident) => devices.get(databaseName(resident)),
    wallTime: browserClock.wallTime,
  }

  addEventListener('online', () => chat.wake())
  // Going back to a page (WebKit keeps it although it leads): it heard nothing of what other tabs did meanwhile.
  addEventListener('pageshow', ({ persisted }) => persisted && void chat.restored())
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') chat.wake()
  })
  if (before?.signedIn && isSecureContext) await chat.signIn(before.name, before.server, 'resume')
}

void start()
