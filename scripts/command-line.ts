/** What was asked for cannot be; the message is one line for whoever typed it. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** A whole number, 0 or more. Throws `UsageError`. */
export function toCount(flag: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new UsageError(`--${flag}: "${text}" is not a count`)
  return Number(text)
}

/** Reads what was asked for; when it cannot be, says why in one line and ends the program with 1. */
export function readOrExplain<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    const isParseArgs = error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
    if (!(error instanceof UsageError) && !isParseArgs) throw error
    // parseArgs explains over several sentences; the first one names the option.
    console.error(error.message.split(/\.\s/)[0])
    process.exit(1)
  }
}
