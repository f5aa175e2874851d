import type { UserName } from '../../protocol/names.ts'
import type { IceServers } from '../../protocol/session.ts'
import type { Told } from './change.ts'
import type { LinkView, Privacy } from './chat-view.ts'
import type { Contacts } from './contacts.ts'
import { createFrameHandler } from './frame-handler.ts'
import { createIceServers } from './ice-servers.ts'
import { createInbox } from './inbox.ts'
import type { ChatOptions } from './leader-ports.ts'
import { allowsLinks, linkPolicy } from './link-policy.ts'
import { linkToView } from './link-view.ts'
import { createMailbox, type Mailbox } from './mailbox.ts'
import type { Contact, Message } from './messages.ts'
import { createOutbox, type Outbox } from './outbox.ts'
import { createPeerLinks, type PeerLinks } from './peer-links.ts'
import type { Clock, RandomBytes } from './ports/clock.ts'
import type { PeerLink } from './ports/peer-link.ts'
import type { Sealer } from './ports/sealer.ts'
import type { CommandResult } from './ports/server-link.ts'
import type { Storage } from './ports/storage.ts'
import type { Session } from './session.ts'
import type { Readable } from './store.ts'
import { createMailTracer } from './trace-mail.ts'

/** The conversations with people: both ways, over peer links and the mailbox. */
export interface OneToOne {
  readonly links: PeerLinks
  readonly outbox: Outbox
  readonly mailbox: Mailbox
  /** What is known or decided of somebody was stored. */
  contactChanged(contact: Contact): void
  /** Somebody came or went. */
  onlineChanged(peer: UserName): void
  /** A session begins. */
  welcomed(offered: IceServers): void
  /** Waiting is over: every peer is tried again. */
  wake(): void
  close(): void
}

/** Creates it; the leader tab has one. */
export function createOneToOne(ports: {
  readonly me: UserName
  readonly storage: Storage
  readonly sealer: Sealer
  readonly clock: Clock
  readonly randomBytes: RandomBytes
  readonly peerLink: PeerLink
  readonly options: ChatOptions
  readonly privacy: Readable<Privacy>
  readonly contacts: Contacts
  readonly send: Session['send']
  fetchIceServers(): Promise<CommandResult<'ice-servers:fetch'>>
  isConnected(): boolean
  isOnline(peer: UserName): boolean
  /** When what comes now arrives, by wall time. */
  arrivalTime(of: UserName): number
  shown(messages: readonly Message[], told?: Told): void
  linkShown(peer: UserName, link: LinkView): void
  typing(from: UserName): void
  broken(error: unknown): void
}): OneToOne {
  const { clock, contacts, options, send } = ports
  const iceServers = createIceServers(clock, ports.fetchIceServers)
  let closed = false
  const policyNow = () =>
    linkPolicy({ peerLinks: options.peerLinks, chosen: ports.privacy.get().directLinks, iceServers: iceServers.list() })
  let policy = policyNow()
  /** Of whom it was shown how messages travel. */
  const shownPeers = new Set<UserName>()

  const links = createPeerLinks(
    {
      ...ports,
      link: ports.peerLink,
      policy: () => policy,
      iceServers: iceServers.list,
      renewed: iceServers.renewed,
      async contact(peer) {
        await contacts.learn([peer], false)
        const contact = contacts.get(peer)
        return contact?.blocked || contact?.changed ? undefined : contact
      },
      sendSignal: (to, signal) => void send('signal:send', { to, signal }),
    },
    {
      opened(peer) {
        outbox.look(peer)
        showLink(peer)
      },
      closed(peer) {
        outbox.linkLost(peer)
        showLink(peer)
      },
      // A lane that gave the channel up may trust it again.
      answered: (peer) => outbox.look(peer),
      writable: (peer) => outbox.look(peer),
      changed: showLink,
      frame: (peer, frame) => takeFrame(peer, frame),
    },
  )

  function showLink(peer: UserName): void {
    if (closed) return
    shownPeers.add(peer)
    const link = linkToView({
      policy,
      online: ports.isOnline(peer),
      link: links.state(peer),
      rttMs: links.rtt(peer),
      relayed: links.isRelayed(peer),
      mode: outbox.mode(peer),
      wallOffset: clock.wallTime() - clock.monotonic(),
    })
    ports.linkShown(peer, link)
  }

  const outbox = createOutbox({
    ...ports,
    links,
    ackTimeout: options.ackTimeout,
    allowsLinks: () => allowsLinks(policy),
    put: (to, envelope) => send('mail:put', { to, envelope }),
    modeChanged: showLink,
    publish: ports.shown,
  })

  const inbox = createInbox(ports)

  const takeFrame = createFrameHandler({ inbox, outbox, clock, send: links.send, typing: ports.typing })

  const mailbox = createMailbox({
    inbox,
    clock,
    isConnected: ports.isConnected,
    ack: (letters) => send('mail:ack', letters),
    settle: (receipt) => outbox.receipt(receipt),
    ackReceipts: (receipts) => void send('receipt:ack', { receipts }),
  })

  /** Links of a kind that was allowed until now end; what was to go by them goes another way. */
  function reconsiderPolicy(): void {
    const before = policy
    policy = policyNow()
    if (policy === before) return
    links.close()
    for (const peer of shownPeers) showLink(peer)
    outbox.lookAll()
  }

  const stopHearing = ports.privacy.subscribe(reconsiderPolicy)
  const tracer = createMailTracer({ ...ports, outbox, ask: (letters) => send('mail:trace', { letters }) })

  return {
    links,
    outbox,
    mailbox,
    contactChanged({ name, changed, blocked }) {
      if (changed || blocked) links.close(name)
      else links.encourage(name)
      outbox.look(name)
    },
    onlineChanged(peer) {
      links.encourage(peer)
      outbox.look(peer)
      showLink(peer)
    },
    welcomed(offered) {
      iceServers.take(offered)
      reconsiderPolicy()
      mailbox.welcomed()
      void tracer.welcomed()
    },
    wake() {
      links.encourage()
      outbox.lookAll()
    },
    close() {
      closed = true
      stopHearing()
      tracer.close()
      outbox.close()
      inbox.close()
      links.end()
    },
  }
}
