import { afterEach } from 'vitest'
import { attachChatServer, type ChatServer } from '../chat-server.ts'
import { listen, type Listening } from '../listen.ts'
import type { Socket } from '../ports.ts'

/** A server on loopback that has sockets and no use cases, started by a test and ended after it. */
export interface ChatServerStage {
  /** What the current one logged. */
  readonly logged: { readonly event: string; readonly fields: unknown }[]
  /** Returns its port. */
  start(onSocket: (socket: Socket) => void): Promise<number>
  running(): { readonly chat: ChatServer; readonly listening: Listening }
}

/** Sets it up for a file of tests. */
export function createChatServerStage(): ChatServerStage {
  const logged: { event: string; fields: unknown }[] = []
  let current: { chat: ChatServer; listening: Listening } | undefined

  afterEach(async () => {
    await current?.chat.close()
    await current?.listening.close()
    current = undefined
    logged.length = 0
  })

  return {
    logged,
    async start(onSocket) {
      const listening = await listen(0, '127.0.0.1', undefined, { mostPerAddress: 0 })
      const chat = attachChatServer(listening.server, {
        isAllowedOrigin: () => true,
        trustProxy: false,
        packetsPerSecond: 0,
        log: (event, fields) => logged.push({ event, fields }),
      })
      chat.onConnection(onSocket)
      current = { chat, listening }
      return listening.port
    },
    running() {
      if (!current) throw new Error('not started')
      return current
    },
  }
}
