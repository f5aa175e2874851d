import type { UserName } from '../../protocol/names.ts'
import type { Welcome } from '../../protocol/session.ts'
import { createBlocks } from './blocks.ts'
import type { Told } from './change.ts'
import { createContacts } from './contacts.ts'
import { createEveryone } from './everyone.ts'
import { createFactHandler } from './fact-handler.ts'
import { createFrameHandler } from './frame-handler.ts'
import { createInbox } from './inbox.ts'
import { linkToView } from './link-view.ts'
import { createMailbox } from './mailbox.ts'
import type { Leader, LeaderListener, LeaderPorts } from './leader-ports.ts'
import type { Message } from './messages.ts'
import { createOutbox } from './outbox.ts'
import { createOutgoing } from './outgoing.ts'
import { createPeerLinks } from './peer-links.ts'
import { createPresence } from './presence.ts'
import { createPrekeyRotation } from './prekey-rotation.ts'
import { createSession } from './session.ts'
import { createTypingSender } from './typing.ts'

/** Starts connecting at once. Rejects when storage cannot be read. */
export async function createLeader(
  of: { me: UserName; server: string; persistent: boolean },
  ports: LeaderPorts,
  on: LeaderListener,
): Promise<Leader> {
  const { clock, resident, options } = ports
  const { storage, sealer } = resident
  const { me } = of
  let iceServers: Welcome['iceServers'] = []
  let closed = false
  const [known, unsettled, cursor] = await Promise.all([storage.contacts(), storage.unsettled(), storage.groupCursor()])

  const isConnected = () => session.state().state === 'signedIn' || session.state().state === 'signingOut'
  const publishMessages = (messages: readonly Message[], told?: Told) =>
    on.publish({ type: 'messages', messages, ...(told && { told }) })

  const contacts = createContacts({
    storage,
    sealer,
    known,
    fetch: (names) => session.send('bundle:fetch', { names }),
    changed(contact) {
      on.publish({ type: 'contact', contact })
      if (contact.changed || contact.blocked) links.close(contact.name)
      else links.encourage(contact.name)
      outbox.look(contact.name)
    },
  })

  const blocks = createBlocks({ contacts, tell: (name, blocked) => session.send('block:set', { name, blocked }) })

  const presence = createPresence({
    me,
    contacts,
    async fetchPage(after) {
      const page = await session.send('roster:list', { after })
      return page.ok ? page.value : undefined
    },
    publish: (entries) => on.publish({ type: 'roster', entries }),
    onlineChanged(peer) {
      links.encourage(peer)
      outbox.look(peer)
      publishLink(peer)
    },
  })

  const links = createPeerLinks(
    {
      me,
      enabled: options.peerLinks,
      link: ports.peerLink,
      clock,
      randomBytes: ports.randomBytes,
      sealer,
      iceServers: () => iceServers,
      async contact(peer) {
        await contacts.learn([peer], false)
        const contact = contacts.get(peer)
        return contact?.blocked || contact?.changed ? undefined : contact
      },
      sendSignal: (to, signal) => void session.send('signal:send', { to, signal }),
    },
    {
      opened(peer) {
        outbox.look(peer)
        publishLink(peer)
      },
      closed(peer) {
        outbox.linkLost(peer)
        publishLink(peer)
      },
      // A lane that gave the channel up may trust it again.
      answered: (peer) => outbox.look(peer),
      writable: (peer) => outbox.look(peer),
      changed: publishLink,
      frame: (peer, frame) => takeFrame(peer, frame),
    },
  )

  function publishLink(peer: UserName): void {
    if (closed) return
    const { peerLinks: enabled } = options
    const [link, rttMs, mode, online] = [links.state(peer), links.rtt(peer), outbox.mode(peer), presence.isOnline(peer)]
    const wallOffset = clock.wallTime() - clock.monotonic()
    const situation = { enabled, link, rttMs, mode, online, wallOffset }
    on.publish({ type: 'link', peer, link: linkToView(situation) })
  }

  const outbox = createOutbox({
    storage,
    sealer,
    clock,
    contacts,
    links,
    ackTimeout: options.ackTimeout,
    linksEnabled: options.peerLinks,
    isConnected,
    isOnline: presence.isOnline,
    put: (to, envelope) => session.send('mail:put', { to, envelope }),
    modeChanged: publishLink,
    publish: publishMessages,
    broken: on.broken,
  })

  const inbox = createInbox({ storage, sealer, clock, contacts, shown: publishMessages, broken: on.broken })

  const takeFrame = createFrameHandler({
    inbox,
    outbox,
    clock,
    send: links.send,
    typing: (peer) => on.publish({ type: 'typing', from: peer, in: peer }),
  })

  const mailbox = createMailbox({
    inbox,
    clock,
    isConnected,
    ack: (letters) => session.send('mail:ack', letters),
    settle: (receipt) => outbox.receipt(receipt),
    ackReceipts: (receipts) => void session.send('receipt:ack', { receipts }),
  })

  const everyone = createEveryone({
    me,
    storage,
    sealer,
    clock,
    contacts,
    cursor,
    isConnected,
    send: (event, payload) => session.send(event, payload),
    shown: publishMessages,
    broken: on.broken,
  })

  const prekeys = createPrekeyRotation({
    clock,
    sealer,
    isConnected,
    publish: (prekey) => session.send('prekey:publish', prekey),
    retire: (id) => session.send('prekey:retire', { id }),
    broken: on.broken,
  })

  const session = createSession(
    { name: me, address: of.server, persistent: of.persistent },
    { link: ports.serverLink, clock, randomBytes: ports.randomBytes, sealer },
    {
      changed(state, retryAt) {
        on.session(state, retryAt)
        if (state.state === 'waiting') outbox.lookAll()
      },
      welcomed,
      fact: createFactHandler({
        me,
        contacts,
        presence,
        links,
        mailbox,
        everyone,
        typing: (from, conversation) => on.publish({ type: 'typing', from, in: conversation }),
      }),
    },
  )

  function welcomed(welcome: Welcome): void {
    iceServers = welcome.iceServers
    mailbox.welcomed()
    void presence.welcomed(welcome.roster).then(() => outbox.lookAll())
    everyone.welcomed(welcome.group)
    blocks.welcomed()
    links.encourage()
    outbox.lookAll()
    prekeys.welcomed(welcome)
  }

  const outgoing = createOutgoing({
    outbox,
    posts: everyone.out,
    storage,
    clock,
    isConnected,
    found: (messages) => publishMessages(messages, 'composed'),
    broken: on.broken,
  })

  const tellTyping = createTypingSender(me, clock, (conversation) => {
    const direct = conversation !== 'everyone' && links.send(conversation, { type: 'typing' })
    if (!direct) void session.send('typing:send', { to: conversation })
  })

  outgoing.send(unsettled)
  return {
    send: outgoing.send,
    retry: outgoing.retry,
    async signOut() {
      on.signingOut('flushing')
      await outgoing.flush()
      links.close()
      await session.signOut((attempt, tries) => on.signingOut({ attempt, of: tries }))
    },
    retryConnection: () => session.retryNow(),
    typing(conversation) {
      if (conversation !== 'everyone') contacts.prepare(conversation)
      tellTyping(conversation)
    },
    block: blocks.block,
    contacts,
    setRecovery: (recovery) => session.send('recovery:set', recovery),
    wake() {
      session.retryNow()
      links.encourage()
      outbox.lookAll()
    },
    unsent: outgoing.unsent,
    close() {
      closed = true
      outgoing.close()
      session.close()
      prekeys.close()
      outbox.close()
      inbox.close()
      everyone.close()
      links.close()
    },
  }
}
