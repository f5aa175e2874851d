/** Times as the page writes them. The words are English, so the date order is that of an English locale of the reader. */
export interface TimeWords {
  /** 14:02, or 2:02 PM */
  clock(at: number): string
  /** Tuesday, 3 June 2025 at 14:02:11 */
  full(at: number): string
  /** Today, Yesterday, Tuesday, 3 June, 3 June 2024 */
  day(at: number, now: number): string
  /** For a list: 14:02 today, Yesterday, Tue within a week, else a short date. */
  brief(at: number, now: number): string
  /** just now, 5 minutes ago, at 14:02, yesterday at 14:02, on 3 June */
  ago(at: number, now: number): string
}

const DAY = 86_400_000

/** `locales`: what the browser prefers; the first English one counts. */
export function createTimeWords(locales: readonly string[]): TimeWords {
  const locale = locales.find((tag) => tag.toLowerCase().startsWith('en')) ?? 'en-GB'
  const format = (options: Intl.DateTimeFormatOptions) => {
    const made = new Intl.DateTimeFormat(locale, options)
    return (at: number) => made.format(at)
  }
  const clock = format({ timeStyle: 'short' })
  const full = format({ dateStyle: 'full', timeStyle: 'medium' })
  const weekday = format({ weekday: 'long' })
  const shortWeekday = format({ weekday: 'short' })
  const dayOfYear = format({ day: 'numeric', month: 'long' })
  const dayAndYear = format({ day: 'numeric', month: 'long', year: 'numeric' })
  const shortDay = format({ day: 'numeric', month: 'short' })
  const shortDate = format({ day: 'numeric', month: 'numeric', year: '2-digit' })

  const date = (at: number, now: number) => (isSameYear(at, now) ? dayOfYear(at) : dayAndYear(at))

  return {
    clock,
    full,
    day(at, now) {
      const days = daysBetween(at, now)
      if (days === 0) return 'Today'
      if (days === 1) return 'Yesterday'
      return days > 1 && days < 7 ? weekday(at) : date(at, now)
    },
    brief(at, now) {
      const days = daysBetween(at, now)
      if (days === 0) return clock(at)
      if (days === 1) return 'Yesterday'
      if (days > 1 && days < 7) return shortWeekday(at)
      return isSameYear(at, now) ? shortDay(at) : shortDate(at)
    },
    ago(at, now) {
      const minutes = Math.floor((now - at) / 60_000)
      if (minutes < 1) return 'just now'
      if (minutes < 60) return minutes === 1 ? '1 minute ago' : `${minutes} minutes ago`
      const days = daysBetween(at, now)
      if (days === 0) return `today at ${clock(at)}`
      if (days === 1) return `yesterday at ${clock(at)}`
      return `on ${date(at, now)}`
    },
  }
}

/** Midnights between two moments, in local time. */
export function daysBetween(earlier: number, later: number): number {
  return Math.round((startOfDay(later) - startOfDay(earlier)) / DAY)
}

function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0)
}

function isSameYear(a: number, b: number): boolean {
  return new Date(a).getFullYear() === new Date(b).getFullYear()
}

/** 12 ms, 1.4 s, 3 min. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.max(1, Math.round(ms))} ms`
  if (ms < 60_000) return `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`
  if (ms < DAY) return `${Math.round(ms / 3_600_000)} h`
  return plural(Math.round(ms / DAY), 'day')
}

/** 1 message, 2 messages. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}

/** 12 KB, 3.4 MB. */
export function byteSize(bytes: number): string {
  if (bytes < 1_000) return plural(bytes, 'byte')
  if (bytes < 1_000_000) return `${Math.round(bytes / 1_000)} KB`
  return `${(bytes / 1_000_000).toFixed(1)} MB`
}
