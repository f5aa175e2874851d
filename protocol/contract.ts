import * as v from 'valibot'
import {
  GroupAck,
  GroupDelivered,
  GroupFetch,
  GroupPage,
  GroupPost,
  GroupPosted,
  GroupProgress,
  PostProgress,
} from './group.ts'
import { BundleFetch, Bundles, Prekey, PrekeyRetire, PrekeyRetired, Recovery } from './keys.ts'
import { MailAck, MailArrived, MailPlaced, MailPut, MailTrace, MailTraced, ReceiptAck, ReceiptIssued } from './mail.ts'
import { BlockSet, PresenceChanged, RosterList, RosterPage, TypingReceived, TypingSend } from './presence.ts'
import {
  Challenged,
  IceServers,
  IceServersFetch,
  RecoveryBegin,
  RecoveryBegun,
  RecoveryComplete,
  SignIn,
  SignOut,
  Stopping,
  Superseded,
  Welcome,
} from './session.ts'
import { SignalReceived, SignalSend } from './signaling.ts'

/** Commands that any connection may send. */
export const admission = {
  'session:sign-in': { payload: SignIn, reply: Welcome },
  'recovery:begin': { payload: RecoveryBegin, reply: RecoveryBegun },
  'recovery:complete': { payload: RecoveryComplete, reply: v.null() },
} as const

/** Commands of a signed-in session. */
export const service = {
  'session:sign-out': { payload: SignOut, reply: v.null() },
  'roster:list': { payload: RosterList, reply: RosterPage },
  'bundle:fetch': { payload: BundleFetch, reply: Bundles },
  'prekey:publish': { payload: Prekey, reply: v.null() },
  'prekey:retire': { payload: PrekeyRetire, reply: PrekeyRetired },
  'recovery:set': { payload: Recovery, reply: v.null() },
  'block:set': { payload: BlockSet, reply: v.null() },
  'ice-servers:fetch': { payload: IceServersFetch, reply: IceServers },
  'signal:send': { payload: SignalSend, reply: v.null() },
  'typing:send': { payload: TypingSend, reply: v.null() },
  'mail:put': { payload: MailPut, reply: MailPlaced },
  'mail:ack': { payload: MailAck, reply: v.null() },
  'mail:trace': { payload: MailTrace, reply: MailTraced },
  'receipt:ack': { payload: ReceiptAck, reply: v.null() },
  'group:post': { payload: GroupPost, reply: PostProgress },
  'group:fetch': { payload: GroupFetch, reply: GroupPage },
  'group:ack': { payload: GroupAck, reply: v.null() },
  'group:progress': { payload: GroupProgress, reply: GroupDelivered },
} as const

/** Everything a client may send. */
export const upstream = { ...admission, ...service } as const

/** Everything the server may send. */
export const downstream = {
  'session:challenged': Challenged,
  'session:superseded': Superseded,
  'server:stopping': Stopping,
  'presence:changed': PresenceChanged,
  'typing:received': TypingReceived,
  'signal:received': SignalReceived,
  'mail:arrived': MailArrived,
  'receipt:issued': ReceiptIssued,
  'group:posted': GroupPosted,
  'group:delivered': GroupDelivered,
} as const

/** A table of commands: payload and reply schema by event name. */
export type Contract = Record<string, { payload: v.GenericSchema; reply: v.GenericSchema }>

/** Name of a command. */
export type Upstream = keyof typeof upstream
/** What a client sends with a command, before parsing. */
export type Payload<E extends Upstream> = v.InferInput<(typeof upstream)[E]['payload']>
/** What a command answers. */
export type Reply<E extends Upstream> = v.InferOutput<(typeof upstream)[E]['reply']>

/** Name of a fact. */
export type Downstream = keyof typeof downstream
/** A fact as the client gets it, after parsing. */
export type Fact<E extends Downstream> = v.InferOutput<(typeof downstream)[E]>
/** A fact as the server sends it. */
export type FactInput<E extends Downstream> = v.InferInput<(typeof downstream)[E]>
