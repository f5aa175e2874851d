import * as v from 'valibot'
import type { TabMessage } from './change.ts'
import type { Tabs } from './ports/tabs.ts'

/**
 * What tabs say to each other. After an update a tab with the older page may be open beside one with the newer. Raise it
 * with every change of what a `TabMessage` holds, and add a line to the history.
 *
 * 1: the first; pages from before it was told speak it too.
 * 2: notes of conversations come in parts; requests have an id, and who takes one says so.
 * 3: contacts have a revision; a link may be relayed, or not be wanted; a session tells whether the server names a relay;
 *    refusals of wire version 7.
 * 4: what the server forgot goes from stored back to queued; posts have an era; views of a session and of a link have a field less; there may
 *    be no network.
 * 5: there may be no link because its peer sent too much.
 */
export const TABS_VERSION = 5

/** A message of a tab with this page, or that the tab which said something has an older or a newer page. */
export type Heard = TabMessage | { readonly tab: 'older' | 'newer' }

const Tagged = v.object({ tab: v.string(), version: v.optional(v.number()) })

/** A message with the version of the page that says it. */
export function tagMessage(message: TabMessage): unknown {
  return { ...message, version: TABS_VERSION }
}

/**
 * Hears what other tabs say. They have one origin and so trust each other: of the same version, a message is what its type
 * says. Returns what ends it.
 */
export function listenToTabs(tabs: Tabs, hear: (message: Heard) => void): () => void {
  return tabs.listen((said) => {
    if (!v.is(Tagged, said)) return
    const { version = 1 } = said
    if (version === TABS_VERSION) hear(said as TabMessage)
    else hear({ tab: version < TABS_VERSION ? 'older' : 'newer' })
  })
}
