import type { UserName } from '../../protocol/names.ts'
import type { Chat, ContactView } from './chat-view.ts'
import type { Clock } from './ports/clock.ts'
import type { Residence } from './residence-ports.ts'
import type { Readable } from './store.ts'
import { until } from './until.ts'

/** A bundle that was asked for is given up after this time, ms. */
const BUNDLE_MS = 5000

type ContactVerbs = Pick<Chat, 'contact' | 'acceptKey' | 'setVerified' | 'setBlocked' | 'safetyNumber'>

/** What one says and asks of the people one knows. `residence` is the person's who is here. */
export function contactVerbs({
  residence,
  contact,
  clock,
}: {
  residence: () => Residence | undefined
  contact: (name: UserName) => Readable<ContactView>
  clock: Clock
}): ContactVerbs {
  const keyOf = (name: UserName) => residence()?.views.contact(name).get().keyToCompare
  return {
    contact(name) {
      residence()?.ask({ ask: 'learn', name })
      return contact(name)
    },
    async acceptKey(name) {
      const key = keyOf(name)
      if (key) residence()?.ask({ ask: 'accept-key', name, key })
    },
    async setVerified(name, verified) {
      const key = keyOf(name)
      if (key) residence()?.ask({ ask: 'verified', name, verified, key })
    },
    async setBlocked(name, blocked) {
      // Nobody may lead, or stay to lead until the server says who that is.
      if (!keyOf(name)) residence()?.saveNote({ id: name, toBlock: blocked })
      residence()?.ask({ ask: 'blocked', name, blocked })
    },
    async safetyNumber(name) {
      const at = residence()
      if (!at) return undefined
      at.ask({ ask: 'learn', name })
      const identityKey = await until(clock, () => at.views.contact(name).get().keyToCompare ?? undefined, BUNDLE_MS)
      return identityKey && at.resident.sealer.safetyNumber({ name, identityKey })
    },
  }
}
