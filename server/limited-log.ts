import type { Clock, Log } from './ports.ts'

/** Lines of one event that are written in a minute; what comes beyond is counted. */
const MOST = 20
const MINUTE_MS = 60_000

/**
 * A log that nobody can fill a disk with, by connecting and misbehaving again and again: of each event the first lines of
 * a minute, then how many more there were.
 */
export function createLimitedLog(log: Log, clock: Clock): Log {
  const lines = new Map<string, number>()
  const endMinute = (event: string) => {
    const more = (lines.get(event) ?? 0) - MOST
    lines.delete(event)
    if (more > 0) log(event, { more })
  }
  return (event, fields) => {
    const count = (lines.get(event) ?? 0) + 1
    lines.set(event, count)
    if (count === 1) clock.setTimer(MINUTE_MS, () => endMinute(event))
    if (count <= MOST) log(event, fields)
  }
}
