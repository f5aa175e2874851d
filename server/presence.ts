import type { UserName } from '../protocol/names.ts'
import { accepted } from './bind.ts'
import type { Directory } from './directory.ts'
import { createGather } from './gather.ts'
import type { Clock, Hub } from './ports.ts'
import type { Session } from './session-port.ts'

/**
 * Changes that come within this time of each other go out together, ms. It grows with those who are told, so that
 * frames a second do not: 4,000 at most, whoever comes and goes.
 */
const WINDOW = { least: 50, perPerson: 0.25, most: 5000 }
/** Entries in one event. */
const MOST_ENTRIES = 500

/** Tells everyone who came, went or registered. */
export function createPresence({ directory, hub, clock }: { directory: Directory; hub: Hub; clock: Clock }) {
  const window = () => Math.min(WINDOW.most, Math.max(WINDOW.least, directory.online * WINDOW.perPerson))
  const changes = createGather<UserName>(clock, window, (names) => {
    const entries = [...new Set(names)].flatMap((name) => directory.get(name)?.entry ?? [])
    for (let at = 0; at < entries.length; at += MOST_ENTRIES) {
      hub.everyone.emit('presence:changed', { entries: entries.slice(at, at + MOST_ENTRIES) })
    }
  })
  return {
    changed: (name: UserName) => changes.add(name),
    stop: () => changes.stop(),
    handlers: {
      'roster:list': (_: Session, { after }: { after: UserName }) => accepted(directory.page(after)),
    },
  }
}
