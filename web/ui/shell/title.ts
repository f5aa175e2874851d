/** The page's title: how many unread, and which conversation. */
export function pageTitle(unread: number, conversation: string | undefined): string {
  const shown = conversation === 'everyone' ? 'Everyone' : conversation
  const title = shown === undefined ? 'Virtual Chat' : `${shown} · Virtual Chat`
  return unread > 0 ? `(${unread}) ${title}` : title
}

/** Shows the title and, in the favicon, whether anything is unread. */
export function showTitle(title: string, unread: boolean): void {
  if (document.title !== title) document.title = title
  const icon = document.querySelector<HTMLLinkElement>('link[rel=icon]')
  const href = unread ? '/favicon-unread.svg' : '/favicon.svg'
  if (icon && icon.getAttribute('href') !== href) icon.setAttribute('href', href)
}
