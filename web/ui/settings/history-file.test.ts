import { expect, test } from 'vitest'
import type { ConversationHistory } from '../../chat/history.ts'
import type { Message } from '../../chat/messages.ts'
import { createTimeWords } from '../words/time.ts'
import { historyToHtml, historyToJson } from './history-file.ts'

const message = {
  kind: 'outgoing',
  id: 'AAAA',
  conversation: 'bob',
  from: 'alice',
  seq: 1,
  sentAt: Date.UTC(2025, 5, 12, 12),
  type: 'text',
  text: '<img src=x onerror=alert(1)> & "so" on\u202E',
  delivery: { state: 'delivered', way: 'direct', at: 0, ms: 3 },
} as unknown as Message
const history: readonly ConversationHistory[] = [
  { conversation: 'everyone', messages: [] },
  { conversation: message.conversation, messages: [message] },
]

test('the page holds no markup of a message', () => {
  const page = historyToHtml(history, 'alice', createTimeWords(['en-GB']))
  expect(page).not.toContain('<img')
  expect(page).toContain('&lt;img src=x onerror=alert(1)&gt; &amp; &quot;so&quot; on</p>')
  expect(page).toContain('Delivered directly')
  expect(page).not.toContain('Everyone')
})

test('the JSON holds texts and what became of them', () => {
  const parsed: unknown = JSON.parse(historyToJson(history, 'alice'))
  expect(parsed).toMatchObject({
    format: 'virtual-chat-history',
    name: 'alice',
    conversations: [{ messages: [] }, { conversation: 'bob', messages: [{ from: 'alice', text: message.text }] }],
  })
})
