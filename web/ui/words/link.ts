import type { ContactView, LinkView, Person } from '../../chat/chat-view.ts'
import { duration, type TimeWords } from './time.ts'

/**
 * The link that the next message takes: a tab that was closed leaves its channel open for a while, and nothing goes by
 * it; nor is a link opened to who is away.
 */
export function linkNow(link: LinkView, online: Person['online'] | undefined): LinkView {
  return link.state !== 'mailbox' && online === false ? { state: 'mailbox', why: 'offline' } : link
}

/** How messages to and from somebody travel now, in a sentence. `connected`: oneself is, to the server. */
export function travelWords(
  { link, blocked, changed }: Pick<ContactView, 'link' | 'blocked' | 'changed'>,
  name: string,
  time: TimeWords,
  connected: boolean,
): string {
  if (blocked) return `Not at all: you blocked ${name}.`
  if (changed) return `To ${name} not before you accept the new key.`
  if (connected || link.state === 'open') return linkWords(link, name, time)
  return 'Not now: there is no direct connection, and none to the server.'
}

/** How messages to somebody travel now. */
export function linkWords(link: LinkView, name: string, time: TimeWords): string {
  switch (link.state) {
    case 'idle':
      return `No direct connection at the moment. One is opened when you write to ${name}.`
    case 'connecting':
      return 'Opening a direct connection…'
    case 'open':
      return `${link.relayed ? `Through a relay to ${name}’s browser` : `Direct, from this browser to ${name}’s`}, since ${time.clock(link.since)}${
        link.rttMs === null ? '' : `, ${duration(link.rttMs)} there and back`
      }.`
    case 'mailbox':
      return `Through the mailbox: ${mailboxWords(link.why, name)}.`
  }
}

function mailboxWords(why: Extract<LinkView, { state: 'mailbox' }>['why'], name: string): string {
  switch (why) {
    case 'offline':
      return `${name} is offline`
    case 'no-link':
      return 'no direct connection could be opened between the two browsers'
    case 'no-ack':
      return `${name}’s browser did not answer in time`
    case 'flooded':
      return `${name}’s browser sent more at once than this one takes directly`
    case 'unsupported':
      return 'this browser has no direct connections'
    case 'switched-off':
      return 'direct connections are switched off in this tab'
    case 'never':
      return 'direct connections are switched off in the settings'
    case 'no-relay':
      return 'direct connections are to go through a relay, and this server names none'
  }
}

/** Whether somebody is there, in a word; none when nobody can tell. */
export function presenceWord(online: boolean | null | undefined): string {
  if (online === null || online === undefined) return ''
  return online ? 'online' : 'offline'
}

/** Online, or since when not. */
export function presenceWords({ online, lastSeen }: Person, time: TimeWords, now: number): string {
  return online === false ? `offline, last seen ${time.ago(lastSeen, now)}` : presenceWord(online)
}
