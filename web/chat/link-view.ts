import type { LinkView } from './chat-view.ts'
import type { Lane } from './lane.ts'
import { allowsLinks, type LinkPolicy } from './link-policy.ts'
import type { LinkState } from './link-state.ts'

/** How messages to a peer travel now, and why, in the page's words. */
export function linkToView(of: {
  policy: LinkPolicy
  online: boolean
  link: LinkState
  rttMs: number | null
  relayed: boolean
  mode: Lane['mode']
  /** What turns a monotonic time into a wall time. */
  wallOffset: number
}): LinkView {
  const { link, mode, policy, rttMs } = of
  if (!allowsLinks(policy)) return { state: 'mailbox', why: policy }
  if (link.state === 'open' && mode.type === 'direct')
    return { state: 'open', since: link.since + of.wallOffset, rttMs, relayed: of.relayed || policy === 'relay-only' }
  if (!of.online && link.state !== 'open') return { state: 'mailbox', why: 'offline' }
  if (link.state === 'flooded') return { state: 'mailbox', why: 'flooded' }
  if (mode.type === 'mailbox') return { state: 'mailbox', why: mode.why }
  return link.state === 'idle' ? { state: 'idle' } : { state: 'connecting' }
}
