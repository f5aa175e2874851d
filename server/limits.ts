import type { MailCaps } from './store/store.ts'

/** How much one place, connection, member or mailbox may do. In every field 0 means no limit. */
export interface Limits {
  readonly claimsPerDay: number
  readonly signInsPerMinute: number
  readonly socketsPerAddress: number
  readonly eventsPerSecond: number
  readonly eventsBurst: number
  readonly putsPerSecond: number
  readonly putsBurst: number
  readonly mail: MailCaps
  /** Days. */
  readonly mailDays: number
  /** Days. */
  readonly nameDays: number
  /** Days. */
  readonly groupDays: number
  readonly groupPosts: number
}
