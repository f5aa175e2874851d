/** Sizes that both sides enforce, in bytes unless the name says otherwise. */
export const LIMITS = {
  /** A message's text, UTF-8. */
  text: 8 * 1024,
  /** One sealed envelope, outer header included. */
  envelope: 64 * 1024,
  /** One WebRTC signal as a JSON string, with its quotes and escapes. */
  signal: 16 * 1024,
  /** A user's name, characters. */
  name: 32,
  /** The code for new names, characters. */
  code: 100,
  /** Letters in one page. */
  pageItems: 200,
  /** All envelopes of one page together, and all posts of one packet as JSON. */
  pageBytes: 96 * 1024,
  /** Entries of one roster page. */
  rosterPage: 200,
  /** Names in one `bundle:fetch`. */
  bundleNames: 50,
  /** Posts whose progress one request may ask for. */
  progressPosts: 100,
  /** Posts that a newcomer sees of Everyone, and the most in one answer to `group:fetch`. */
  groupPage: 100,
  /** One Socket.IO packet. A client that sends a larger one is cut; the server sends none. */
  packet: 128 * 1024,
} as const
