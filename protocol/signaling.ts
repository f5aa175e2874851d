import * as v from 'valibot'
import { utf8Bytes } from './bytes.ts'
import { LinkId, Signature } from './ids.ts'
import { LIMITS } from './limits.ts'
import { UserName } from './names.ts'

/** JSON needs up to six bytes for a character. Only what may be too long is encoded to find out: that costs as much as relaying it. */
function isShortEnough(signal: string): boolean {
  return 6 * signal.length + 2 <= LIMITS.signal || utf8Bytes(JSON.stringify(signal)).length <= LIMITS.signal
}

/** The JSON text of a `Signal`. */
const SignalText = v.pipe(
  v.string(),
  v.maxLength(LIMITS.signal),
  v.check(isShortEnough, `expected at most ${LIMITS.signal} bytes`),
)

/** A client sends a WebRTC signal to a peer. The server relays the string unread. */
export const SignalSend = v.object({ to: UserName, signal: SignalText })

/** The same, stamped with its sender. */
export const SignalReceived = v.object({ from: UserName, signal: SignalText })

/**
 * What the string holds. `knock` asks the initiator (the peer with the smaller name) to begin; the others carry what
 * WebRTC produced. The signature is over `signalStatement`, without fingerprints for `candidate` and `knock`.
 */
export const Signal = v.variant('type', [
  v.object({ type: v.literal('knock'), linkId: LinkId, signature: Signature }),
  v.object({ type: v.literal('offer'), linkId: LinkId, sdp: v.string(), signature: Signature }),
  v.object({ type: v.literal('answer'), linkId: LinkId, sdp: v.string(), signature: Signature }),
  v.object({
    type: v.literal('candidate'),
    linkId: LinkId,
    /** An RTCIceCandidateInit. */
    candidate: v.object({
      candidate: v.string(),
      sdpMid: v.nullish(v.string()),
      sdpMLineIndex: v.nullish(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(64))),
    }),
    signature: Signature,
  }),
])
export type Signal = v.InferOutput<typeof Signal>
