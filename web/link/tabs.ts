import type { Tabs } from '../chat/ports/tabs.ts'

/**
 * The tabs of one person, by a Web Lock and a BroadcastChannel of that name. `close` says what is unsaid and falls
 * silent; a lock stays with who holds it until that one resigns, which may be later.
 */
export function openTabs(name: string): Tabs & { close(): void } {
  const channel = new BroadcastChannel(name)
  const unsaid: unknown[] = []
  let closed = false

  const say = () => {
    if (unsaid.length > 0) channel.postMessage(unsaid.splice(0))
  }

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
      return () => {
        endTerm()
        waiting.abort()
      }
    },
    alone: (run) => navigator.locks.request(`${name} alone`, run),
    post(message) {
      // What is said in one breath goes together: a burst of messages says a lot, and there may be nobody to hear it.
      if (!closed && unsaid.push(message) === 1) queueMicrotask(say)
    },
    listen(received) {
      const listener = ({ data }: MessageEvent<unknown>) => {
        // An older page, still open after an update, says one thing at a time.
        for (const message of Array.isArray(data) ? data : [data]) received(message)
      }
      channel.addEventListener('message', listener)
      return () => channel.removeEventListener('message', listener)
    },
    close() {
      say()
      closed = true
      channel.close()
    },
  }
}
