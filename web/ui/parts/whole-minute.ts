/** What is told of times changes with the minute; drawing everything anew each time would be for nothing. */
export function wholeMinute(at: number): number {
  return at - (at % 60_000)
}
