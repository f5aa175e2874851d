/** What a conversation is called: the one person it is with, or Everyone. */
export function conversationTitle(id: string): string {
  return id === 'everyone' ? 'Everyone' : id
}
