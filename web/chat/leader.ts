import type { Downstream, Fact } from '../../protocol/contract.ts'
import type { UserName } from '../../protocol/names.ts'
import type { Welcome } from '../../protocol/session.ts'
import { createContacts } from './contacts.ts'
import { createFrameHandler } from './frame-handler.ts'
import { createInbox } from './inbox.ts'
import { linkToView } from './link-view.ts'
import { createMailbox } from './mailbox.ts'
import type { Leader, LeaderListener, LeaderPorts } from './leader-ports.ts'
import type { Message } from './messages.ts'
import { createOutbox } from './outbox.ts'
import { sweepOutbox } from './outbox-sweep.ts'
import { createPeerLinks } from './peer-links.ts'
import { createPresence } from './presence.ts'
import { createPostsIn } from './posts-in.ts'
import { createPostsOut } from './posts-out.ts'
import { retirePrekeys } from './prekey-retirement.ts'
import { createSession } from './session.ts'
import { createTypingSender } from './typing.ts'

/** How long a sign-out waits for what is still on its way, milliseconds. */
const FLUSH = 3000

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
  const isOnline = (peer: UserName) => presence.isOnline(peer)
  const publishMessages = (messages: readonly Message[]) => on.publish({ type: 'messages', messages })

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
      writable: (peer) => outbox.look(peer),
      changed: publishLink,
      frame: (peer, frame) => takeFrame(peer, frame),
    },
  )

  function publishLink(peer: UserName): void {
    if (closed) return
    const { peerLinks: enabled } = options
    const [link, rttMs, mode, online] = [links.state(peer), links.rtt(peer), outbox.mode(peer), isOnline(peer)]
    const situation = { enabled, link, rttMs, mode, online }
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
    isOnline,
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
    ack: (letters) => session.send('mail:ack', { letters }),
    settle: (receipt) => outbox.receipt(receipt),
    ackReceipts: (receipts) => void session.send('receipt:ack', { receipts }),
  })

  const postsOut = createPostsOut({
    storage,
    sealer,
    clock,
    isConnected,
    post: (post) => session.send('group:post', post),
    askProgress: (posts) => session.send('group:progress', { posts }),
    publish: publishMessages,
    broken: on.broken,
  })

  const postsIn = createPostsIn({
    me,
    storage,
    sealer,
    clock,
    contacts,
    cursor,
    isConnected,
    fetch: (after) => session.send('group:fetch', { after }),
    ack: (upTo) => session.send('group:ack', { upTo }),
    shown: publishMessages,
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
      fact: takeFact,
    },
  )

  function welcomed(welcome: Welcome, supersededPrekeys: readonly number[]): void {
    iceServers = welcome.iceServers
    void presence.welcomed(welcome.roster).then(() => outbox.lookAll())
    postsIn.welcomed(welcome.group)
    postsOut.welcomed()
    links.encourage()
    outbox.lookAll()
    void retirePrekeys(supersededPrekeys, sealer, (id) => session.send('prekey:retire', { id }))
  }

  function takeFact<E extends Downstream>(event: E, fact: Fact<E>): void
  function takeFact(...[event, fact]: { [E in Downstream]: [E, Fact<E>] }[Downstream]): void {
    switch (event) {
      case 'presence:changed':
        return presence.changed(fact.entries)
      case 'typing:received':
        if (contacts.get(fact.from)?.blocked || fact.from === me) return
        return on.publish({ type: 'typing', from: fact.from, in: fact.to === 'everyone' ? 'everyone' : fact.from })
      case 'signal:received':
        return links.take(fact.from, fact.signal)
      case 'mail:arrived':
        return mailbox.arrived(fact)
      case 'receipt:issued':
        return mailbox.receipts(fact)
      case 'group:posted':
        return postsIn.posted(fact.posts)
      case 'group:delivered':
        return postsOut.progressed(fact.items)
      case 'session:challenged':
      case 'session:superseded':
      case 'server:stopping':
        return undefined
    }
  }

  function send(messages: readonly Message[]): void {
    outbox.add(messages.filter((message) => message.kind === 'outgoing'))
    postsOut.add(messages.filter((message) => message.kind === 'outgoing-post'))
  }

  /** Up to 3 s for what is on its way; direct messages without an ack go to the mailbox. */
  async function flush(): Promise<void> {
    outbox.preferMailbox()
    const end = clock.monotonic() + FLUSH
    while (unsent() > 0 && isConnected() && clock.monotonic() < end)
      await new Promise<void>((resolve) => clock.after(50, resolve))
  }

  const unsent = () => outbox.unsent() + postsOut.unsent()

  send(unsettled)
  const stopSweeping = sweepOutbox({
    storage,
    clock,
    found(messages) {
      const unknown = messages.filter(({ id }) => !outbox.has(id) && !postsOut.has(id))
      publishMessages(unknown)
      send(unknown)
    },
    broken: on.broken,
  })
  return {
    send,
    retry(message) {
      if (message.kind === 'outgoing') outbox.retry(message)
      else if (message.kind === 'outgoing-post') postsOut.retry(message)
    },
    async signOut() {
      on.signingOut('flushing')
      await flush()
      links.close()
      await session.signOut((attempt, tries) => on.signingOut({ attempt, of: tries }))
    },
    retryConnection: () => session.retryNow(),
    typing: createTypingSender(me, clock, (conversation) => {
      const direct = conversation !== 'everyone' && links.send(conversation, { type: 'typing' })
      if (!direct) void session.send('typing:send', { to: conversation })
    }),
    async block(name, blocked) {
      await contacts.learn([name], false)
      await contacts.update(name, { blocked })
      await session.send('block:set', { name, blocked })
    },
    acceptKey: (name) => contacts.accept(name),
    contacts,
    setRecovery: (recovery) => session.send('recovery:set', recovery),
    wake() {
      session.retryNow()
      links.encourage()
      outbox.lookAll()
    },
    unsent,
    close() {
      closed = true
      stopSweeping()
      session.close()
      outbox.close()
      inbox.close()
      postsIn.close()
      postsOut.close()
      links.close()
    },
  }
}
