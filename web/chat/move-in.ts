import type { SessionView } from './chat-view.ts'
import type { LeaderPorts } from './leader-ports.ts'
import { loadStored } from './load-stored.ts'
import type { OpenResident } from './ports/resident.ts'
import type { StorageProblem } from './ports/storage.ts'
import { createResidence } from './residence.ts'
import type { Residence } from './residence-ports.ts'
import type { Store } from './store.ts'
import { type Heard, listenToTabs, tagMessage } from './tab-message.ts'
import { createViews } from './views.ts'

/** The page that somebody moves into. */
interface Page {
  readonly session: Store<SessionView>
  readonly storageProblem: Store<StorageProblem | null>
  readonly unanswered: Store<boolean>
  /** Storage failed; of nobody before the move is over. */
  broken(at: Residence | undefined, error: unknown): void
  /** Another tab has made new keys: these are the name's no longer. */
  renewed(at: Residence): void
}

/** Opens a person's storage and keys, and shows what they hold. Rejects as opening and reading do. */
export async function moveIn(
  of: Parameters<OpenResident>[0],
  ports: Omit<LeaderPorts, 'resident'> & { readonly openResident: OpenResident },
  page: Page,
): Promise<Residence> {
  const { name, server } = of
  const resident = await ports.openResident(of)
  const { storage, tabs } = resident
  const early: Heard[] = []
  const stopListening = listenToTabs(tabs, (message) => early.push(message))
  const loaded = await loadStored(storage).catch((error: unknown) => {
    resident.release()
    throw error
  })
  stopListening()
  if (early.some(({ tab }) => tab === 'renewed')) {
    resident.release()
    return moveIn({ name, server }, ports, page)
  }
  const home: { residence?: Residence } = {}
  const broken = (error: unknown) => page.broken(home.residence, error)
  const { session, storageProblem } = page
  const views = createViews({ me: name, loaded, storage, clock: ports.clock, session, storageProblem, broken })
  const residence = createResidence(
    {
      name,
      server,
      session: session.get,
      early,
      broken,
      unanswered: page.unanswered.set,
      renewed: () => page.renewed(residence),
    },
    { ...ports, resident },
    views,
  )
  home.residence = residence
  if (of.newKeys) tabs.post(tagMessage({ tab: 'renewed' }))
  return residence
}
