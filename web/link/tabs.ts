import type { Tabs } from '../chat/ports/tabs.ts'

/** The tabs of one person, by a Web Lock and a BroadcastChannel of that name. `close` resigns and falls silent. */
export function openTabs(name: string): Tabs & { close(): void } {
  const channel = new BroadcastChannel(name)
  const resignations = new Set<() => void>()
  return {
    lead(onLead) {
      const waiting = new AbortController()
      let endTerm = () => {}
      const term = new Promise<void>((resolve) => (endTerm = resolve))
      const held = navigator.locks.request(name, { signal: waiting.signal }, () => {
        onLead()
        return term
      })
      // Rejects when this tab resigned before it ever led.
      held.catch(() => {})
      const resign = () => {
        resignations.delete(resign)
        endTerm()
        waiting.abort()
      }
      resignations.add(resign)
      return resign
    },
    post(message) {
      channel.postMessage(message)
    },
    listen(received) {
      const listener = (event: MessageEvent<unknown>) => received(event.data)
      channel.addEventListener('message', listener)
      return () => channel.removeEventListener('message', listener)
    },
    close() {
      for (const resign of [...resignations]) resign()
      channel.close()
    },
  }
}
