import { connect } from 'node:net'

/** A session of an XMPP server over TCP: as little of RFC 6120 as it takes to be online. */
export interface XmppSession {
  readonly jid: string
  send(stanzas: string): void
  /** Hears every chunk that comes, not parsed: stanzas are counted by their marks. */
  onChunk: (text: Buffer) => void
  /** Sends and waits until `mark` has come. */
  until(stanzas: string, mark: string): Promise<void>
  close(): void
}

/** No answer takes longer, ms. */
const PATIENCE = 60_000
const OPEN = (domain: string) =>
  `<stream:stream to="${domain}" xmlns="jabber:client" xmlns:stream="http://etherx.jabber.org/streams" version="1.0">`

interface Login {
  readonly port: number
  readonly domain: string
  readonly user: string
  readonly password: string
}

async function openStream(of: Login): Promise<XmppSession> {
  const socket = connect({ port: of.port, host: '127.0.0.1', noDelay: true })
  let text = ''
  let wanted: { mark: string; resolve: () => void } | undefined
  const session: XmppSession = {
    jid: `${of.user}@${of.domain}/bench`,
    send: (stanzas) => void socket.write(stanzas),
    onChunk: () => {},
    until(stanzas, mark) {
      text = ''
      return new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`no "${mark}" for ${of.user}: ${text.slice(-300)}`)), PATIENCE)
        wanted = {
          mark,
          resolve() {
            clearTimeout(late)
            resolve()
          },
        }
        if (stanzas !== '') socket.write(stanzas)
      })
    },
    close: () => void socket.destroy(),
  }
  socket.on('data', (chunk: Buffer) => {
    session.onChunk(chunk)
    if (!wanted) return
    text += chunk.toString('latin1')
    if (!text.includes(wanted.mark)) return
    const { resolve } = wanted
    wanted = undefined
    resolve()
  })
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  socket.on('error', () => {})
  await session.until(OPEN(of.domain), '</stream:features>')
  return session
}

/** Makes an account in band (XEP-0077). */
export async function registerXmpp(of: Login): Promise<void> {
  const session = await openStream(of)
  await session.until(
    `<iq type="set" id="register"><query xmlns="jabber:iq:register"><username>${of.user}</username>` +
      `<password>${of.password}</password></query></iq>`,
    "id='register'",
  )
  session.close()
}

/** Signs in with SASL PLAIN; `presence` is sent at the end, or nothing. */
export async function openXmpp(of: Login & { readonly presence?: string }): Promise<XmppSession> {
  const session = await openStream(of)
  const secret = Buffer.from(`\0${of.user}\0${of.password}`).toString('base64')
  await session.until(`<auth xmlns="urn:ietf:params:xml:ns:xmpp-sasl" mechanism="PLAIN">${secret}</auth>`, '<success')
  await session.until(OPEN(of.domain), '</stream:features>')
  await session.until(
    '<iq type="set" id="bind"><bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"><resource>bench</resource></bind></iq>',
    '</iq>',
  )
  session.send('<iq type="set" id="session"><session xmlns="urn:ietf:params:xml:ns:xmpp-session"/></iq>')
  if (of.presence !== undefined) session.send(of.presence)
  return session
}
