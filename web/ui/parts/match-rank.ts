/** How well a name answers what was typed: 0 it is that, 1 it begins with it, 2 it holds it, 3 not at all. */
export function matchRank(name: string, typed: string): 0 | 1 | 2 | 3 {
  if (name === typed) return 0
  if (name.startsWith(typed)) return 1
  return name.includes(typed) ? 2 : 3
}
