import type { Welcome } from '../../protocol/session.ts'
import type { UserName } from '../../protocol/names.ts'
import type { Told } from './change.ts'
import { confirmPosts } from './confirm-posts.ts'
import type { Contacts } from './contacts.ts'
import type { GroupCursor } from './group-log.ts'
import type { Message } from './messages.ts'
import type { Clock } from './ports/clock.ts'
import type { Sealer } from './ports/sealer.ts'
import type { Storage } from './ports/storage.ts'
import { createPostsIn, type PostsIn } from './posts-in.ts'
import { createPostsOut, type PostsOut } from './posts-out.ts'
import type { Session } from './session.ts'

/** The group conversation: both ways, over one session. */
export interface Everyone {
  readonly out: PostsOut
  readonly in: PostsIn
  welcomed(group: Welcome['group']): void
  close(): void
}

/** Creates it; the leader tab has one. `cursor`: up to where storage holds the log. */
export function createEveryone(ports: {
  readonly me: UserName
  readonly storage: Storage
  readonly sealer: Sealer
  readonly clock: Clock
  readonly contacts: Contacts
  readonly cursor: GroupCursor
  readonly send: Session['send']
  isConnected(): boolean
  arrivalTime(of: 'everyone'): number
  shown(messages: readonly Message[], told?: Told): void
  broken(error: unknown): void
}): Everyone {
  const { send } = ports
  const out = createPostsOut({
    ...ports,
    log: ports.cursor,
    isConnected: () => ports.isConnected() && incoming.isSure(),
    post: (post) => send('group:post', post),
    askProgress: (posts) => send('group:progress', { posts }),
    publish: ports.shown,
  })
  const incoming = createPostsIn({
    ...ports,
    fetch: (after) => send('group:fetch', { after }),
    ack: (upTo) => send('group:ack', { upTo }),
    begunAgain: out.begunAgain,
    sure: out.welcomed,
    confirm: (own, log) => confirmPosts(own, log, { storage: ports.storage, isUnderWay: out.has }),
    confirmed(posts) {
      ports.shown(posts)
      out.add(posts)
    },
  })
  return {
    out,
    in: incoming,
    welcomed: incoming.welcomed,
    close() {
      out.close()
      incoming.close()
    },
  }
}
