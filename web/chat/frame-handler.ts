import type { Frame } from '../../protocol/frames.ts'
import type { UserName } from '../../protocol/names.ts'
import type { Inbox, Verdict } from './inbox.ts'
import type { Outbox } from './outbox.ts'
import type { Clock } from './ports/clock.ts'

/** Takes what arrives on a verified peer link to where it belongs, and answers envelopes on the same link. */
export function createFrameHandler(ports: {
  readonly inbox: Inbox
  readonly outbox: Outbox
  readonly clock: Clock
  send(peer: UserName, frame: Frame): boolean
  typing(peer: UserName): void
}): (peer: UserName, frame: Exclude<Frame, { type: 'ping' | 'pong' }>) => void {
  const { inbox, outbox, clock } = ports

  function answer(peer: UserName, verdict: Verdict): void {
    if (verdict.verdict === 'held') ports.send(peer, { type: 'ack', id: verdict.id, proof: verdict.proof })
    else if (verdict.verdict !== 'malformed')
      ports.send(peer, { type: 'nack', id: verdict.id, reason: verdict.verdict })
  }

  return (peer, frame) => {
    switch (frame.type) {
      case 'envelope':
        return inbox.take({
          from: peer,
          envelope: frame.envelope,
          way: 'direct',
          receivedAt: clock.wallTime(),
          answer: (verdict) => answer(peer, verdict),
        })
      case 'ack':
        return void outbox.acked(peer, frame.id, frame.proof)
      case 'nack':
        return outbox.nacked(peer, frame.id, frame.reason)
      case 'typing':
        return ports.typing(peer)
    }
  }
}
