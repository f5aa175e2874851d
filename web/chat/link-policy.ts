import type { IceServer } from '../../protocol/session.ts'
import type { ChatOptions } from './leader-ports.ts'

/** Which links somebody wants. `relay-only`: those on which the peer sees a relay's address. */
export type DirectLinks = 'when-possible' | 'relay-only' | 'never'

/** Why there are none. */
export type NoLinks = 'switched-off' | 'unsupported' | 'never' | 'no-relay'

/** Which links are opened and answered. */
export type LinkPolicy = 'all' | 'relay-only' | NoLinks

/** What follows from the page's address and browser, what was chosen, and what the server names. */
export function linkPolicy(of: {
  peerLinks: ChatOptions['peerLinks']
  chosen: DirectLinks
  iceServers: readonly IceServer[]
}): LinkPolicy {
  if (of.peerLinks !== 'on') return of.peerLinks
  if (of.chosen === 'never') return 'never'
  if (of.chosen === 'when-possible') return 'all'
  return hasRelay(of.iceServers) ? 'relay-only' : 'no-relay'
}

/** Whether there are links at all. */
export function allowsLinks(policy: LinkPolicy): policy is Exclude<LinkPolicy, NoLinks> {
  return policy === 'all' || policy === 'relay-only'
}

/** Whether one of the servers is a relay (RFC 7065). */
export function hasRelay(iceServers: readonly IceServer[]): boolean {
  return iceServers.some(({ urls }) => urls.some((url) => /^turns?:/i.test(url)))
}
