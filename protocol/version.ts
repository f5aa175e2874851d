/**
 * The one number that client and server must share; a sign-in with another is refused with `wrong-version`.
 * Raise it with every change of a schema or of a signed statement, and add a line to the history.
 *
 * 1: first wire.
 */
export const PROTOCOL_VERSION = 1
