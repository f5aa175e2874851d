import type { ConversationHistory } from '../../chat/history.ts'
import type { Message } from '../../chat/messages.ts'
import { visibleText } from '../text/visible.ts'
import { conversationTitle } from '../words/conversation.ts'
import { markOf } from '../words/mark.ts'
import type { TimeWords } from '../words/time.ts'

/** The history as JSON: what people wrote and what became of it, without keys. */
export function historyToJson(history: readonly ConversationHistory[], name: string): string {
  const conversations = history.map(({ conversation, messages }) => ({
    conversation,
    messages: messages.map((message) => ({
      id: message.id,
      from: message.from,
      sentAt: new Date(message.sentAt).toISOString(),
      text: message.text,
      ...('delivery' in message ? { delivery: message.delivery } : {}),
    })),
  }))
  return JSON.stringify({ format: 'virtual-chat-history', version: 1, name, conversations }, null, 2)
}

/** The history as a page of its own that any browser shows; no scripts, nothing loaded. */
export function historyToHtml(history: readonly ConversationHistory[], name: string, time: TimeWords): string {
  const sections = history
    .filter(({ messages }) => messages.length > 0)
    .map((conversation) => sectionHtml(conversation, time))
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Virtual Chat: history of ${escapeHtml(name)}</title>
<style>
:root { color-scheme: light dark; font-family: system-ui, sans-serif; line-height: 1.45 }
body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem }
article { margin: .75rem 0 } header { font-size: .85rem; opacity: .75 }
p { margin: .1rem 0; white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: plaintext }
</style>
<h1>History of ${escapeHtml(name)}</h1>
${sections.join('\n')}
</html>
`
}

function sectionHtml({ conversation, messages }: ConversationHistory, time: TimeWords): string {
  return `<section>\n<h2>${escapeHtml(conversationTitle(conversation))}</h2>\n${messages.map((message) => messageHtml(message, time)).join('\n')}\n</section>`
}

function messageHtml(message: Message, time: TimeWords): string {
  const mark = markOf(message, time)
  const sent = new Date(message.sentAt).toISOString()
  return `<article><header><b>${escapeHtml(message.from)}</b> <time datetime="${sent}">${escapeHtml(time.full(message.sentAt))}</time>${mark ? ` · ${escapeHtml(mark.label)}` : ''}</header><p dir="auto">${escapeHtml(visibleText(message.text))}</p></article>`
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
}
