import SimplePeer, { type Options, type SignalData } from 'simple-peer'
import { chunkToFrames, framesToChunk } from '../../protocol/chunk.ts'
import type { IceServer } from '../../protocol/session.ts'
import type { Signal } from '../../protocol/signaling.ts'
import type { PeerLink } from '../chat/ports/peer-link.ts'
import type { UnsignedSignal } from '../chat/ports/sealer.ts'
import { isRelayed, type Stat } from './relayed.ts'

/** `send` refuses while this many bytes wait for the channel. */
const HIGH_WATER_MARK = 256 * 1024
/** Frames that leave in one breath share a chunk of up to this many bytes; a greater one has its own. */
const CHUNK = 16 * 1024

/** Its types leave this out. */
type Peer = SimplePeer.Instance & { getStats(told: (error: unknown, stats?: readonly Stat[]) => void): void }

/** Whether this browser has WebRTC at all; some have it switched off, so as not to tell their address. */
export const hasPeerLinks: boolean = SimplePeer.WEBRTC_SUPPORT

/** Data channels by simple-peer. Throws where there are none. */
export const simplePeerLink: PeerLink = {
  connect({ linkId, initiator, iceServers, relayOnly }, on) {
    // The last two belong to the stream under the peer; its types leave them out.
    const options: Options & { readableObjectMode: true; writableHighWaterMark: number } = {
      initiator,
      trickle: true,
      config: { iceServers: iceServers.map(withoutUndefined), iceTransportPolicy: relayOnly ? 'relay' : 'all' },
      // One chunk in, one chunk out: a byte stream might join two.
      readableObjectMode: true,
      writableHighWaterMark: HIGH_WATER_MARK,
    }
    const peer = new SimplePeer(options) as Peer
    let ended = false
    let full = false
    let leaving: Uint8Array[] = []
    let leavingBytes = 0

    const write = () => {
      const frames = leaving
      leaving = []
      leavingBytes = 0
      if (frames.length > 0 && !ended && peer.connected && !peer.write(framesToChunk(frames))) full = true
    }
    const end = () => {
      ended = true
      peer.destroy()
    }
    const fail = (reason: string) => {
      if (ended) return
      end()
      on.closed(reason)
    }

    peer.on('signal', (produced) => {
      const signal = ended ? undefined : toSignal(produced, linkId)
      if (signal) on.signal(signal)
    })
    peer.on('connect', () => {
      if (!ended) on.open()
    })
    peer.on('data', (chunk: unknown) => {
      // A text frame is none of ours.
      if (ended || !(chunk instanceof Uint8Array)) return
      for (const frame of chunkToFrames(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength)))
        on.received(frame)
    })
    peer.on('drain', () => {
      full = false
      if (!ended) on.writable()
    })
    // The other side's ordinary close may come as an error first: a reason like any other.
    peer.on('error', (error) => fail('code' in error ? String(error.code) : error.message))
    peer.on('close', () => fail('closed'))

    return {
      signal(signal) {
        const accepted = fromSignal(signal)
        if (ended || !accepted) return
        try {
          peer.signal(accepted)
        } catch (error) {
          queueMicrotask(() => fail(error instanceof Error ? error.message : 'bad signal'))
        }
      },
      send(bytes) {
        if (ended || full || !peer.connected) return false
        if (leavingBytes + bytes.length > CHUNK) write()
        leavingBytes += bytes.length
        // Each chunk costs both sides packets and turns of their loops, whatever is in it.
        if (leaving.push(bytes) === 1) queueMicrotask(write)
        return true
      },
      isRelayed: () =>
        new Promise((resolve) => {
          if (ended) resolve(false)
          else peer.getStats((_error, stats = []) => resolve(isRelayed(stats)))
        }),
      close() {
        if (!ended) end()
      },
    }
  },
}

/** Passes on what opens a link. Renegotiation and transceivers are for media, which this chat never carries. */
function toSignal(produced: SignalData, linkId: Signal['linkId']): UnsignedSignal | undefined {
  switch (produced.type) {
    case 'offer':
    case 'answer':
      return produced.sdp === undefined ? undefined : { type: produced.type, linkId, sdp: produced.sdp }
    case 'candidate': {
      const { candidate, sdpMid, sdpMLineIndex } = produced.candidate
      return { type: 'candidate', linkId, candidate: { candidate: candidate ?? '', sdpMid, sdpMLineIndex } }
    }
    default:
      return undefined
  }
}

function fromSignal(signal: Signal): SignalData | undefined {
  switch (signal.type) {
    case 'offer':
    case 'answer':
      return { type: signal.type, sdp: signal.sdp }
    case 'candidate': {
      const { candidate, sdpMid = null, sdpMLineIndex = null } = signal.candidate
      // simple-peer passes it to the constructor of RTCIceCandidate, which takes the members and not the class.
      return { type: 'candidate', candidate: { candidate, sdpMid, sdpMLineIndex } as RTCIceCandidate }
    }
    case 'knock':
      return undefined
  }
}

function withoutUndefined({ urls, username, credential }: IceServer) {
  return {
    urls,
    ...(username === undefined ? {} : { username }),
    ...(credential === undefined ? {} : { credential }),
  }
}
