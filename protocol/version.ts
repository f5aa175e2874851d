/**
 * Client and server must have the same version; otherwise a sign-in is refused with `wrong-version`.
 * Raise it with every change of a schema, a signed statement or a frame, and add a line to the history.
 *
 * 1: first wire.
 * 2: `recovery:begin` also answers the recovery; recovery keys must not be weak.
 * 3: several frames may share one message of a data channel.
 * 4: a page of mail has up to 100 letters.
 * 5: a page of mail is a list for each field; letters are acked by their numbers in the session.
 * 6: `recovery:complete` brings the new key's prekey.
 * 7: a sign-in may bring a code; credentials of ICE servers may expire, and `ice-servers:fetch` brings fresh ones.
 * 8: `mail:trace` asks what became of letters.
 */
export const PROTOCOL_VERSION = 8
