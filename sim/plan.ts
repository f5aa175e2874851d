import type { StorageProblem } from '../web/chat/ports/storage.ts'

/** A person of a history, by place in the list; or the group. */
export type Whom = number | 'everyone'

/** Something that is done at a moment, by a person or to the world. Durations are milliseconds. */
export type Deed =
  | { readonly do: 'say'; readonly who: number; readonly tab: number; readonly to: Whom; readonly text: string }
  | { readonly do: 'read'; readonly who: number; readonly tab: number; readonly whose: Whom }
  | { readonly do: 'retry' | 'wake' | 'typing'; readonly who: number; readonly tab: number }
  | { readonly do: 'block'; readonly who: number; readonly other: number; readonly blocked: boolean }
  | { readonly do: 'sign-in'; readonly who: number; readonly tab: number }
  | { readonly do: 'sign-out'; readonly who: number; readonly tab: number }
  | { readonly do: 'open-tab'; readonly who: number }
  | { readonly do: 'close-tab' | 'kill-tab'; readonly who: number; readonly tab: number }
  /** Writes a recovery phrase down and deposits its public half; once it is written, deposits the same again. */
  | { readonly do: 'set-phrase'; readonly who: number; readonly tab: number }
  /** Takes the name back in a browser that has nothing. The one before has lost its storage, or stands open elsewhere. */
  | { readonly do: 'recover'; readonly who: number; readonly before: 'gone' | 'open' }
  /** Takes the name back in the browser that had lost it to another one, if it stands open. */
  | { readonly do: 'return'; readonly who: number }
  /** Agrees to the changed key of somebody. */
  | { readonly do: 'accept-key'; readonly who: number; readonly tab: number; readonly whose: number }
  /** The tab dies when it has called the outside so many times more. */
  | { readonly do: 'fuse-tab'; readonly who: number; readonly tab: number; readonly calls: number }
  /** The browser suspends the page and gives its lock away; later it goes on as if nothing had happened. */
  | { readonly do: 'freeze-tab'; readonly who: number; readonly tab: number; readonly ms: number }
  /** The computer sleeps: all tabs stand still, the network hears nothing, and nobody takes a lock. */
  | { readonly do: 'sleep'; readonly who: number; readonly ms: number }
  | { readonly do: 'cut' | 'stall'; readonly who: number; readonly ms: number }
  | { readonly do: 'cut-peers' | 'half-open' }
  | { readonly do: 'crash'; readonly when: 'now' | 'before-commit' | 'after-commit'; readonly ms: number }
  | { readonly do: 'fuse-server'; readonly calls: number; readonly ms: number }
  | { readonly do: 'stop-server'; readonly ms: number }
  /** Copies what the server knows. */
  | { readonly do: 'back-up' }
  /** Kills the server; it comes back with the copy, and with nothing newer. */
  | { readonly do: 'restore'; readonly ms: number }
  | { readonly do: 'slow-server-disk' | 'no-peers' | 'lose-signals'; readonly ms: number }
  | { readonly do: 'slow-net'; readonly ms: number; readonly slowest: number }
  | { readonly do: 'slow-disk'; readonly who: number; readonly ms: number }
  | { readonly do: 'fail-disk'; readonly who: number; readonly problem: StorageProblem; readonly ms: number }
  | { readonly do: 'turn-clock'; readonly who: number | 'server'; readonly by: number }

/** A deed and when, milliseconds since the beginning. */
export interface Step {
  readonly at: number
  readonly deed: Deed
}

/** Everything about a history but the small chances on the way, which come from the seed too. */
export interface Plan {
  readonly seed: number
  readonly names: readonly string[]
  /** Tabs of each person from the beginning. */
  readonly tabs: readonly number[]
  /** People whose tabs open no data channels. */
  readonly linksOff: readonly boolean[]
  /** Milliseconds that a peer has for its ack; measured when undefined. */
  readonly ackTimeout: number | undefined
  /** Unread letters of one sender to one recipient; 0 for no limit. */
  readonly mailCap: number
  /** Letters a second that a session may hand in; 0 for no limit. */
  readonly putsPerSecond: number
  /** Slowest steps of network, disks and cryptography, milliseconds. */
  readonly net: number
  readonly disk: number
  readonly sealing: number
  /** Facts and replies go through their schemas, tab messages through a structured clone. */
  readonly strict: boolean
  readonly steps: readonly Step[]
  /** When all faults are mended. */
  readonly end: number
}

/** A step as one line. */
export function stepToText({ at, deed }: Step): string {
  const { do: verb, ...rest } = deed
  const words = Object.entries(rest).map(([key, value]) => `${key} ${JSON.stringify(value)}`)
  return `${(at / 1000).toFixed(3).padStart(8)} s  ${[verb, ...words].join(', ')}`
}
