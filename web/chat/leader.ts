import type { IdentityKey } from '../../protocol/identity-key.ts'
import type { UserName } from '../../protocol/names.ts'
import type { Welcome } from '../../protocol/session.ts'
import { createBlocks } from './blocks.ts'
import type { Told } from './change.ts'
import { createContacts, hiddenKeys } from './contacts.ts'
import { createEveryone } from './everyone.ts'
import { createFactHandler } from './fact-handler.ts'
import type { Leader, LeaderListener, LeaderPorts } from './leader-ports.ts'
import type { ConversationId, Message } from './messages.ts'
import { createOneToOne } from './one-to-one.ts'
import { createOutgoing } from './outgoing.ts'
import { createPresence } from './presence.ts'
import { createPrekeyRotation } from './prekey-rotation.ts'
import { createSession, type Session } from './session.ts'
import { createTypingHearer, createTypingSender } from './typing.ts'

/** Starts connecting when storage is read: `arrivalTime` goes by what was `reread`. Rejects when it cannot be read. */
export async function createLeader(
  of: {
    me: UserName
    server: string
    persistent: boolean
    reread: Promise<void>
    arrivalTime: (of: ConversationId) => number
  },
  ports: LeaderPorts,
  on: LeaderListener,
): Promise<Leader> {
  const { clock, resident, randomBytes } = ports
  const { storage, sealer } = resident
  const { broken } = on
  const { me } = of
  const stored = [storage.contacts(), storage.notes(), storage.unsettled(), storage.groupCursor(), of.reread] as const
  const [known, notes, unsettled, cursor] = await Promise.all(stored)

  const isConnected = () => session.state().state === 'signedIn' || session.state().state === 'signingOut'
  const send: Session['send'] = (event, payload) => session.send(event, payload)
  const shown = (messages: readonly Message[], told?: Told) =>
    on.publish({ type: 'messages', messages, ...(told && { told }) })
  const typing = createTypingHearer({
    clock,
    heard: (from, conversation) => on.publish({ type: 'typing', from, in: conversation }),
  })

  const contacts = createContacts({
    storage,
    sealer,
    known,
    fetch: (names) => send('bundle:fetch', { names }),
    changed(contact) {
      on.publish({ type: 'contact', contact })
      oneToOne.contactChanged(contact)
    },
  })

  const blocks = createBlocks({
    contacts,
    storage,
    notes,
    tell: (name, blocked) => send('block:set', { name, blocked }),
  })

  const presence = createPresence({
    me,
    contacts,
    async fetchPage(after) {
      const page = await send('roster:list', { after })
      return page.ok ? page.value : undefined
    },
    publish: (entries) => on.publish({ type: 'roster', entries }),
    onlineChanged: (peer) => oneToOne.onlineChanged(peer),
    broken,
  })

  /** What those need who store messages. */
  const keeping = { storage, sealer, clock, contacts, arrivalTime: of.arrivalTime, broken }

  const oneToOne = createOneToOne({
    ...ports,
    ...keeping,
    me,
    send,
    fetchIceServers: () => send('ice-servers:fetch', { origin: of.server }),
    isConnected,
    isOnline: presence.isOnline,
    shown,
    linkShown: (peer, link) => on.publish({ type: 'link', peer, link }),
    typing: (peer) => typing(peer, peer),
  })
  const { links, mailbox, outbox } = oneToOne

  const everyone = createEveryone({
    ...keeping,
    me,
    cursor,
    isConnected,
    send,
    shown,
  })

  const prekeys = createPrekeyRotation({
    clock,
    sealer,
    isConnected,
    publish: (prekey) => send('prekey:publish', prekey),
    retire: (id) => send('prekey:retire', { id }),
    broken,
  })

  const session = createSession(
    { name: me, address: of.server, persistent: of.persistent },
    { link: ports.serverLink, clock, randomBytes, sealer, code: ports.code },
    {
      changed(state, retryAt) {
        on.session(state, retryAt)
        if (state.state === 'waiting') outbox.lookAll()
      },
      welcomed,
      heard: createFactHandler({ me, contacts, presence, links, mailbox, everyone, typing }),
    },
  )

  function welcomed(welcome: Welcome): void {
    oneToOne.welcomed(welcome)
    void presence.welcomed(welcome.roster).then(() => outbox.lookAll())
    everyone.welcomed(welcome.group)
    blocks.welcomed().catch(broken)
    // Only now: who is there is known by the roster.
    oneToOne.wake()
    prekeys.welcomed(welcome)
  }

  const outgoing = createOutgoing({
    outbox,
    posts: everyone.out,
    storage,
    clock,
    isConnected,
    found: (messages) => shown(messages, 'composed'),
    broken,
  })

  /** What was hidden until now was read by nobody, whatever was read around it. */
  async function acceptKey(name: UserName, key: IdentityKey): Promise<void> {
    const contact = contacts.get(name)
    if (contact?.changed?.key !== key) return
    const signedBy = hiddenKeys(contact)
    const arriveAnew = (conversation: ConversationId) =>
      storage.arriveAnew({ conversation, from: name, signedBy, arrivedAt: of.arrivalTime(conversation) })
    const arrived = signedBy.length === 0 ? [] : await Promise.all([arriveAnew(name), arriveAnew('everyone')])
    await contacts.accept(name, key)
    if (arrived.flat().length > 0) on.arrivedAnew()
  }

  function tellTyping(to: ConversationId): void {
    const direct = to !== 'everyone' && links.send(to, { type: 'typing' })
    if (!direct) void send('typing:send', { to })
  }

  async function signOut(): Promise<void> {
    on.signingOut('flushing')
    await outgoing.flush()
    links.end()
    await session.signOut((attempt, tries) => on.signingOut({ attempt, of: tries }))
  }
  /** Two tabs may ask for one at the same time. */
  let signingOut: Promise<void> | undefined

  outgoing.send(unsettled)
  return {
    send: outgoing.send,
    retry: outgoing.retry,
    signOut: () => (signingOut ??= signOut()),
    retryConnection: () => session.retryNow(),
    typing: createTypingSender({ me, clock, contacts, send: tellTyping }),
    block: blocks.block,
    contacts: {
      ...contacts,
      heard(contact) {
        const isNews = contacts.heard(contact)
        // What waited for another key to be accepted may wait no longer.
        if (isNews) oneToOne.contactChanged(contact)
        return isNews
      },
    },
    acceptKey,
    setRecovery: (recovery) => send('recovery:set', recovery),
    wake() {
      session.retryNow()
      oneToOne.wake()
    },
    unsent: outgoing.unsent,
    close() {
      outgoing.close()
      session.close()
      prekeys.close()
      oneToOne.close()
      everyone.close()
    },
  }
}
