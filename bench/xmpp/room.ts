import type { Room } from '../fanout/rooms.ts'
import { openXmpp, type XmppSession } from './client.ts'
import { DOMAIN, PASSWORD, ROOMS, userOf, type XmppServer } from './servers.ts'

const TEXT_200 = 'A post to Everyone, as long as people write them. '.repeat(4)
const SENDERS = 50
const ROOM = `everyone@${ROOMS}`

/** Counts a mark in a stream of chunks, also where it is cut in two. */
export function countMarks(mark: string, onMarks: (count: number) => void): (chunk: Buffer) => void {
  const needle = Buffer.from(mark)
  let tail = Buffer.alloc(0)
  return (chunk) => {
    const bytes = tail.length > 0 ? Buffer.concat([tail, chunk]) : chunk
    let [count, next] = [0, 0]
    for (let at = bytes.indexOf(needle); at >= 0; at = bytes.indexOf(needle, next)) {
      count += 1
      next = at + needle.length
    }
    tail = Buffer.from(bytes.subarray(Math.max(next, bytes.length - needle.length + 1)))
    if (count > 0) onMarks(count)
  }
}

/** A group chat (XEP-0045) with everybody in it. */
export async function openXmppRoom(server: XmppServer, members: number): Promise<Room> {
  await server.register(members)
  const counter = { delivered: 0 }
  const sessions: XmppSession[] = []
  const room: Room = {
    name: server.name,
    server: { pid: server.pid, port: server.port, url: '', lines: [], stop: () => server.stop() },
    members,
    delivered: () => counter.delivered,
    onDelivery: () => {},
    prepare: async (count) => {
      const stanza = `<message type="groupchat" to="${ROOM}"><body>${TEXT_200}</body></message>`
      return () => {
        for (let index = 0; index < count; index++) sessions[index % SENDERS]?.send(stanza)
      }
    },
    async close() {
      for (const session of sessions) session.close()
      await server.stop()
    },
  }
  const submit = '<query xmlns="http://jabber.org/protocol/muc#owner"><x xmlns="jabber:x:data" type="submit"/></query>'
  for (let index = 0; index < members; index++) {
    const user = userOf(index)
    const session = await openXmpp({ port: server.port, domain: DOMAIN, user, password: PASSWORD })
    const join = `<presence to="${ROOM}/${user}"><x xmlns="http://jabber.org/protocol/muc"/></presence>`
    await session.until(join, "code='110'")
    if (index === 0) await session.until(`<iq type="set" id="own" to="${ROOM}">${submit}</iq>`, "id='own'")
    session.onChunk = countMarks('</body>', (posts) => {
      counter.delivered += posts
      room.onDelivery(posts)
    })
    sessions.push(session)
  }
  return room
}
