import { describe, expect, it } from 'vitest'
import type { ConversationSummary } from '../../chat/chat-view.ts'
import type { ConversationId } from '../../chat/messages.ts'
import { unreadNews } from './unread-news.ts'

function summary(id: string, unread: number, muted = false): ConversationSummary {
  return { id: id as ConversationId, newest: null, unread, typing: [], muted, draft: '' }
}

const news = (before: readonly ConversationSummary[], now: readonly ConversationSummary[], current?: string) =>
  unreadNews({ before, now, current: current as ConversationId | undefined })

describe('news of what is unread', () => {
  const quiet = [summary('everyone', 0), summary('bob', 0)]

  it('names whose conversation became unread, once until it was read', () => {
    const [one, two] = [
      [summary('everyone', 0), summary('bob', 1)],
      [summary('everyone', 0), summary('bob', 2)],
    ]
    expect(news(quiet, one)).toBe('New from bob.')
    expect(news(one, two)).toBe('')
    expect(news(two, quiet)).toBe('')
    expect(news(quiet, [summary('everyone', 3), summary('bob', 1)])).toBe('New in Everyone. New from bob.')
  })

  it('names a newcomer, and no more than three', () => {
    expect(news(quiet, [...quiet, summary('carol', 1)])).toBe('New from carol.')
    const four = ['bob', 'carol', 'dan', 'eve'].map((name) => summary(name, 1))
    expect(news(quiet, four)).toBe('New in 4 conversations.')
  })

  it('says nothing of what is in sight, muted, or was unread when it was loaded', () => {
    expect(news(quiet, [summary('bob', 1)], 'bob')).toBe('')
    expect(news(quiet, [summary('bob', 1, true)])).toBe('')
    expect(news([], [summary('bob', 1)])).toBe('')
  })
})
