import { EventEmitter } from 'node:events'
import type { Socket as TcpSocket } from 'node:net'
import type { Server, Socket } from 'socket.io'
import { OVER_LIMIT_CUT } from './bind.ts'
import type { Limits } from './limits.ts'

type Line = Socket['conn']

/** WebSocket pings of a line in a second. Browsers send none, and each is answered before anything else is asked. */
const MOST_PINGS = 5

/**
 * Packets that a line may send in a second, 0 for any number: what the gates of its events let through and refuse at
 * once, with an attachment each and ten acks for one event.
 */
export function mostPackets({ eventsPerSecond, eventsBurst }: Limits): number {
  const isLimited = eventsPerSecond > 0 && eventsBurst > 0
  return isLimited ? 12 * (eventsPerSecond + eventsBurst) + OVER_LIMIT_CUT : 0
}

/** Tells whose count in this second goes beyond `most`. Only who was heard in it is known. */
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
 * namespaces that are not there). `tooMuch` hears of what.
 */
export function watchFloods(
  engine: Server['engine'],
  packetsPerSecond: number,
  tooMuch: (what: 'pings' | 'packets') => void,
): void {
  const tcps = new WeakMap<object, TcpSocket>()
  const manyPings = countPerSecond(MOST_PINGS)
  const manyPackets = countPerSecond(packetsPerSecond)

  /** At once: an orderly end would read on for half a minute. */
  function cut(who: object, what: 'pings' | 'packets'): void {
    const tcp = tcps.get(who)
    if (!tcp || tcp.destroyed) return
    tooMuch(what)
    tcp.destroy()
  }
  // Called with the line or its WebSocket as `this`: a closure each would be part of what an idle one costs.
  function onPing(this: object): void {
    if (manyPings(this)) cut(this, 'pings')
  }
  function onPacket(this: object): void {
    if (manyPackets(this)) cut(this, 'packets')
  }

  engine.on('connection', (line: Line) => {
    const { websocket, socket: tcp }: { websocket?: unknown; socket: TcpSocket } = line.request
    if (websocket instanceof EventEmitter) {
      tcps.set(websocket, tcp)
      websocket.on('ping', onPing)
    }
    if (packetsPerSecond === 0) return
    tcps.set(line, tcp)
    line.on('packet', onPacket)
  })
}
