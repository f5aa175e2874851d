import { measure } from '../harness/usage.ts'
import { openXmpp } from './client.ts'
import { countMarks } from './room.ts'
import { DOMAIN, PASSWORD, userOf, type XmppServer } from './servers.ts'

/** As long as one of our envelopes. */
const BODY = 'x'.repeat(422)
const PING = '<iq type="get" id="last"><ping xmlns="urn:xmpp:ping"/></iq>'

const letterTo = (user: string) => `<message type="chat" to="${user}@${DOMAIN}"><body>${BODY}</body></message>`

/** Letters a second for absent people from so many senders. There is no ack: a ping behind the last letter stands for it. */
export async function postOffline(server: XmppServer, senders: number, each: number): Promise<number> {
  await server.register(2 * senders)
  const sessions = await Promise.all(
    Array.from({ length: senders }, (_, index) =>
      openXmpp({ port: server.port, domain: DOMAIN, user: userOf(index), password: PASSWORD }),
    ),
  )
  const letters = (sender: number) =>
    Array.from({ length: each }, (_, index) => letterTo(userOf(senders + ((sender + index) % senders)))).join('')
  const stop = measure(server.pid)
  await Promise.all(sessions.map((session, sender) => session.until(letters(sender) + PING, "id='last'")))
  const { wallMs } = stop()
  for (const session of sessions) session.close()
  return ((senders * each) / wallMs) * 1000
}

/** Letters a second that somebody receives who comes back again and again. */
export async function drainOffline(server: XmppServer, letters: number, rounds: number): Promise<readonly number[]> {
  await server.register(2)
  const login = (index: number) => ({ port: server.port, domain: DOMAIN, user: userOf(index), password: PASSWORD })
  const perSecond: number[] = []
  for (let round = 0; round < rounds; round++) {
    const sender = await openXmpp(login(0))
    await sender.until(letterTo(userOf(1)).repeat(letters) + PING, "id='last'")
    sender.close()
    const recipient = await openXmpp(login(1))
    const stop = measure(server.pid)
    await new Promise<void>((resolve, reject) => {
      let seen = 0
      setTimeout(() => reject(new Error(`only ${seen} letters came`)), 60_000).unref()
      recipient.onChunk = countMarks('</body>', (count) => {
        seen += count
        if (seen >= letters) resolve()
      })
      recipient.send('<presence/>')
    })
    perSecond.push((letters / stop().wallMs) * 1000)
    recipient.close()
  }
  return perSecond
}
