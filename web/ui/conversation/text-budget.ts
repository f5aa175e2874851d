import { LIMITS } from '../../../protocol/limits.ts'
import { plural } from '../words/time.ts'

const NEAR = 512
const encoder = new TextEncoder()

/** What to say about the length of a text: nothing while there is room, then how much is left or too much. */
export function textBudget(text: string): { readonly over: boolean; readonly words: string } {
  // Short texts cannot be near the limit whatever their letters: at most three bytes per UTF-16 unit.
  if (text.length * 3 < LIMITS.text - NEAR) return { over: false, words: '' }
  const left = LIMITS.text - encoder.encode(text.trim()).length
  if (left > NEAR) return { over: false, words: '' }
  if (left >= 0) return { over: false, words: `${plural(left, 'byte')} left` }
  return { over: true, words: `Too long by ${plural(-left, 'byte')}; a message holds 8 KB` }
}
