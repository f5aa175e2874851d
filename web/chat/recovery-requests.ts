import { bytesToText } from '../../protocol/bytes.ts'
import type { Recovery } from '../../protocol/keys.ts'
import type { LeaderRequest } from './change.ts'
import type { RecoveryOutcome } from './chat-view.ts'
import type { Clock, RandomBytes } from './ports/clock.ts'
import { until } from './until.ts'

/** How long the leader has to say what came of it, milliseconds: longer than the server has to answer. */
const PATIENCE = 6000

/** Recovery keys that a follower wants deposited: whoever holds the words on paper must know whether they count. */
export interface RecoveryRequests {
  /** Asks the leader. `no-answer` when nobody says what came of it. */
  ask(recovery: Recovery): Promise<RecoveryOutcome>
  /** The leader has told some tab. */
  told(id: string, outcome: RecoveryOutcome): void
}

/** Creates the requests of one tab. */
export function createRecoveryRequests(ports: {
  readonly clock: Clock
  readonly randomBytes: RandomBytes
  post(request: LeaderRequest): void
}): RecoveryRequests {
  /** By id; undefined while nothing was told. */
  const outcomes = new Map<string, RecoveryOutcome | undefined>()
  return {
    async ask({ key, endorsement }) {
      const id = bytesToText(ports.randomBytes(16))
      outcomes.set(id, undefined)
      ports.post({ ask: 'recovery', id, key, endorsement })
      const outcome = await until(ports.clock, () => outcomes.get(id), PATIENCE)
      outcomes.delete(id)
      return outcome ?? 'no-answer'
    },
    told(id, outcome) {
      if (outcomes.has(id)) outcomes.set(id, outcome)
    },
  }
}
