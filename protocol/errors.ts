import * as v from 'valibot'

/**
 * Every kind of refusal, with its standard message. The list is closed: a client may switch over it.
 * Messages are for people who read logs; the page has its own words for users.
 */
export const ERRORS = {
  'bad-payload': 'The payload does not match the schema.',
  'unknown-event': 'There is no such event, or it needs a sign-in.',
  'wrong-version': 'Client and server speak different protocol versions.',
  'challenge-expired': 'The challenge is used up or too old; reconnect.',
  'bad-signature': 'The signature does not match.',
  'weak-key': 'That public key is of small order or not canonical.',
  'name-taken': 'The name belongs to another key.',
  'name-lookalike': 'The name looks like one that is taken.',
  'registration-closed': 'This server takes no new names.',
  'code-needed': 'New names need the code of this server.',
  'wrong-code': 'That is not the code of this server.',
  superseded: 'A newer sign-in of the same name took over.',
  'rate-limited': 'Too many requests; try again later.',
  'too-many-connections': 'Too many connections from one place.',
  'no-such-user': 'Nobody has registered that name.',
  'not-connected': 'That user is not connected.',
  'stale-bundle': 'The envelope is sealed to a key that the recipient no longer uses.',
  'mailbox-full': 'The mailbox of that user is full.',
  blocked: 'That user does not take messages from you.',
  'no-recovery': 'No recovery phrase was set for that name.',
  'wrong-phrase': 'The recovery phrase belongs to another name.',
  'server-stopping': 'The server is shutting down.',
  internal: 'The server could not do it.',
} as const

/** Why something was refused. */
export type ErrorKind = keyof typeof ERRORS

/** A refusal as it travels in an ack. */
export const Refusal = v.object({
  kind: v.custom<ErrorKind>((kind) => typeof kind === 'string' && Object.hasOwn(ERRORS, kind), 'unknown error kind'),
  message: v.string(),
})
export type Refusal = v.InferOutput<typeof Refusal>

/** Every acknowledgement: the reply, or why there is none. */
export type Ack<T> = { ok: true; value: T } | { ok: false; error: Refusal }

/** The refusal of a kind, with its standard message or a more precise one. */
export function refusal(kind: ErrorKind, message: string = ERRORS[kind]): { ok: false; error: Refusal } {
  return { ok: false, error: { kind, message } }
}
