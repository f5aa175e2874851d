import type { EventEmitter } from 'node:events'
import type { Server, Socket } from 'socket.io'
import { OVER_LIMIT_CUT } from './bind.ts'
import type { Limits } from './limits.ts'
import type { Readers } from './readers.ts'

type Line = Socket['conn']

/** What is used here of ws, the WebSocket under Engine.IO. */
interface WebSocket extends EventEmitter {
  readonly readyState: number
  terminate(): void
}
/** The highest state in which a WebSocket is not ending. */
const OPEN = 1

/**
 * WebSocket pings and pongs of a line in a second. Browsers send none: the server does not ping. Each ping is answered
 * before anything else is asked, and of pongs a million a second would keep the loop busy.
 */
const MOST_PINGS = 5

/**
 * Frames in which a message may come. Chromium splits one of 128 KiB into ten when the line is slow; each that waits for
 * the last costs a buffer of its own, and ws takes 16,384 of one byte.
 */
const MOST_FRAGMENTS = 64

/**
 * Packets that a line may send in a second, 0 for any number: what the gates of its events let through and refuse at
 * once, with an attachment each and ten acks for one event.
 */
export function mostPackets({ eventsPerSecond, eventsBurst }: Limits): number {
  const isLimited = eventsPerSecond > 0 && eventsBurst > 0
  return isLimited ? 12 * (eventsPerSecond + eventsBurst) + OVER_LIMIT_CUT : 0
}

/** Tells whether somebody's count in this second is beyond `most`. Whoever is counted later makes it forget all of it. */
function countPerSecond(most: number): (who: object) => boolean {
  const counts = new Map<object, number>()
  let ends = 0
  return (who) => {
    const now = performance.now()
    if (now >= ends) {
      counts.clear()
      ends = now + 1000
    }
    const count = (counts.get(who) ?? 0) + 1
    counts.set(who, count)
    return count > most
  }
}

/**
 * Cuts lines that send too much of what never reaches an inbox: WebSocket pings, and packets that are no events (acks,
 * namespaces that are not there). `tooMuch` is told of which.
 */
export function watchFloods(
  engine: Server['engine'],
  readers: Readers,
  packetsPerSecond: number,
  tooMuch: (what: 'pings' | 'packets') => void,
): void {
  // Engine.IO names no option for it, and makes each WebSocket with what its server of them has.
  Reflect.set(Reflect.get(Reflect.get(engine, 'ws'), 'options'), 'maxFragments', MOST_FRAGMENTS)
  const manyPings = countPerSecond(MOST_PINGS)
  const manyPackets = countPerSecond(packetsPerSecond)

  // Called with the WebSocket or the line as `this`: a closure each would be part of what an idle one costs.
  // Both cut at once: an orderly end would read on for half a minute.
  function onPing(this: WebSocket): void {
    if (!manyPings(this) || this.readyState > OPEN) return
    tooMuch('pings')
    this.terminate()
  }
  function onPacket(this: Line): void {
    const tcp = manyPackets(this) ? readers.tcpOf(this) : undefined
    if (!tcp || tcp.destroyed) return
    tooMuch('packets')
    tcp.destroy()
  }

  engine.on('connection', (line: Line) => {
    // Engine.IO hangs it on the request; its types do not say so.
    const { websocket } = line.request as typeof line.request & { readonly websocket?: WebSocket }
    websocket?.on('ping', onPing).on('pong', onPing)
    if (packetsPerSecond > 0) line.on('packet', onPacket)
  })
}
