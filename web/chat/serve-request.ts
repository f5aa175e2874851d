import type { LeaderRequest } from './change.ts'
import type { Leader } from './leader-ports.ts'
import type { Storage } from './ports/storage.ts'

/** Does what one of the person's tabs asks of the one that leads. Rejects when storage fails. */
export async function serveRequest(
  at: Leader,
  request: LeaderRequest,
  ports: {
    readonly storage: Storage
    setRecovery(at: Leader, request: Extract<LeaderRequest, { ask: 'recovery' }>): Promise<void>
  },
): Promise<void> {
  switch (request.ask) {
    case 'retry': {
      const message = await ports.storage.message(request.id)
      return message && at.retry(message)
    }
    case 'retry-connection':
      return at.retryConnection()
    case 'sign-out':
      return at.signOut()
    case 'typing':
      return at.typing(request.in)
    case 'learn':
      await at.contacts.learn([request.name], false)
      return undefined
    case 'accept-key':
      return at.acceptKey(request.name, request.key)
    case 'verified':
      return at.contacts.verify(request.name, request.key, request.verified)
    case 'blocked':
      return at.block(request.name, request.blocked)
    case 'recovery':
      return ports.setRecovery(at, request)
  }
}
