import { type Bucket, type Rate, takeTokens } from '../../protocol/token-bucket.ts'

/**
 * Bytes that one peer may have this browser store over links, where no server counts: more than 20,000 letters of usual
 * size at once, then about three a second; 48 MB in the first hour and 15 MB in each that follows.
 */
const LETTERS: Rate = { burst: 32 * 1024 * 1024, perSecond: 4 * 1024 }
/** What a letter takes in storage besides its text: the row's other fields and its indexes, bytes. */
const LETTER_COST = 768

/**
 * Attempts that one peer may begin, each of which costs a WebRTC connection. An honest one begins again when its page is
 * loaded again or its network comes back, and after pauses that double.
 */
const ATTEMPTS: Rate = { burst: 6, perSecond: 0.5 }

/** What one peer may still do. It belongs to the peer and not to a link: a new link is no new allowance. */
export interface LinkLimits {
  /** Whether a letter of so many bytes is taken. */
  letter(bytes: number): boolean
  /** Whether another attempt is answered. */
  attempt(): boolean
}

/** The limits of one peer; `monotonic` is a clock in ms. */
export function createLinkLimits(monotonic: () => number): LinkLimits {
  let letters: Bucket | undefined
  let attempts: Bucket | undefined
  return {
    letter(bytes) {
      const { bucket, allowed } = takeTokens(letters, LETTERS, monotonic(), bytes + LETTER_COST)
      letters = bucket
      return allowed
    },
    attempt() {
      const { bucket, allowed } = takeTokens(attempts, ATTEMPTS, monotonic())
      attempts = bucket
      return allowed
    },
  }
}
