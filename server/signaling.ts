import { refusal } from '../protocol/errors.ts'
import type { UserName } from '../protocol/names.ts'
import { accepted } from './bind.ts'
import type { Directory } from './directory.ts'
import type { Hub } from './ports.ts'
import type { Session } from './session-port.ts'

/** Relays the words of the WebRTC handshake, unread, and who is typing. Nothing of it is stored. */
export function createSignaling({ directory, hub }: { directory: Directory; hub: Hub }) {
  return {
    handlers: {
      'signal:send': ({ name }: Session, { to, signal }: { to: UserName; signal: string }) => {
        const member = directory.get(to)
        if (!member) return refusal('no-such-user')
        if (member.account.blocked.has(name)) return refusal('blocked')
        if (!member.online) return refusal('not-connected')
        hub.toUser(to).emit('signal:received', { from: name, signal })
        return accepted(null)
      },

      'typing:send': ({ name }: Session, { to }: { to: UserName | 'everyone' }) => {
        if (to === 'everyone') hub.everyone.emit('typing:received', { from: name, to }, 'volatile')
        else if (!directory.get(to)?.account.blocked.has(name)) {
          hub.toUser(to).emit('typing:received', { from: name, to }, 'volatile')
        }
        return accepted(null)
      },
    },
  }
}
