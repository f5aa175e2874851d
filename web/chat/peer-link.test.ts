import { expect, it } from 'vitest'
import { createManualClock } from '../../server/testing/manual-clock.ts'
import { bytesToFrame, type Frame, frameToBytes } from '../../protocol/frames.ts'
import { bytesToLinkId } from '../../protocol/ids.ts'
import { openChannel } from './peer-link.ts'
import type { Clock } from './ports/clock.ts'
import type { PeerLink } from './ports/peer-link.ts'

type Listener = Parameters<PeerLink['connect']>[1]

/** An open channel to a peer that answers pings while it `hears`; why it was closed, and when; the ways it went. */
function channelToPeer() {
  const manual = createManualClock()
  const clock: Clock = { wallTime: manual.now, monotonic: manual.elapsed, after: manual.setTimer }
  const peer = { hears: true, pings: 0, relayed: false, answered: 0, says: (_: Frame) => {} }
  const closed: { reason: string; at: number }[] = []
  const ways: boolean[] = []
  let listener: Listener | undefined
  const link: PeerLink = {
    connect(_of, on) {
      listener = on
      return {
        signal() {},
        send(bytes) {
          const frame = bytesToFrame(bytes)
          if (!peer.hears || frame?.type !== 'ping') return true
          peer.pings++
          const { nonce } = frame
          manual.setTimer(5, () => on.received(frameToBytes({ type: 'pong', nonce })))
          return true
        },
        isRelayed: async () => peer.relayed,
        close() {},
      }
    },
  }
  const channel = openChannel(
    { linkId: bytesToLinkId(new Uint8Array(16)), initiator: true, iceServers: [], relayOnly: false },
    { link, clock },
    {
      signal() {},
      opened() {},
      frame() {},
      answered: () => (peer.answered += 1),
      writable() {},
      rerouted: () => ways.push(channel.isRelayed()),
      closed: (reason) => closed.push({ reason, at: clock.monotonic() }),
    },
  )
  peer.says = (frame) => listener?.received(frameToBytes(frame))
  listener?.open()
  return { manual, peer, closed, ways }
}

it('pings a quiet peer every two seconds and stays open while it answers', () => {
  const { manual, peer, closed } = channelToPeer()
  manual.advance(60_000)
  expect(peer.pings).toBe(30)
  expect(closed).toEqual([])
})

it('notices a half-open channel six seconds after the last word, not at some beat later', () => {
  const { manual, peer, closed } = channelToPeer()
  manual.advance(11_000)
  peer.hears = false
  manual.advance(60_000)
  expect(closed).toEqual([{ reason: 'silent', at: 16_005 }])
})

it('tells when a relay begins to carry it, and when it ends to', async () => {
  const { manual, peer, ways } = channelToPeer()
  for (const relayed of [false, true, true, false]) {
    peer.relayed = relayed
    manual.advance(2000)
    await Promise.resolve()
  }
  expect(ways).toEqual([true, false])
})

it('takes one answer to each ping, however many a peer gives, and none that was not asked for', () => {
  const { manual, peer } = channelToPeer()
  for (let nonce = 0; nonce < 1000; nonce++) peer.says({ type: 'pong', nonce })
  expect(peer.answered).toBe(0)
  manual.advance(5000)
  expect(peer.answered).toBe(2)
  for (let times = 0; times < 1000; times++) for (const nonce of [1, 2, 3]) peer.says({ type: 'pong', nonce })
  expect(peer.answered).toBe(2)
  manual.advance(2000)
  expect(peer.answered).toBe(3)
})
