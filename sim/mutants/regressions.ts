import type { Mutant } from './mutant.ts'

const INBOX = 'web/chat/inbox.ts'
const POSTS_IN = 'web/chat/posts-in.ts'
const POSTS_OUT = 'web/chat/posts-out.ts'
const RESIDENCE = 'web/chat/residence.ts'

/** Bugs that the simulation found, put back: each must still be found. */
export const REGRESSIONS: readonly Mutant[] = [
  {
    name: 'bug again: own posts are sent side by side',
    edits: [
      {
        file: POSTS_OUT,
        find: "const [next] = inState('queued')",
        put: "const all = inState('queued'); const [next] = all",
      },
      {
        file: POSTS_OUT,
        find: "await apply([{ id: next.id, event: { type: 'postStarted' } }])\n        await send(next)",
        put: "await apply(all.map(({ id }) => ({ id, event: { type: 'postStarted' as const } })))\n        await Promise.all(all.map((post) => send(post)))",
      },
    ],
  },
  {
    name: 'bug again: nobody looks for messages of a tab that died',
    edits: [{ file: 'web/chat/outbox-sweep.ts', find: 'ports.found(messages)', put: '' }],
  },
  {
    name: 'bug again: a new leader does not show what the old one had stored',
    edits: [
      { file: 'web/chat/residence.ts', find: 'const reread = views.reload()', put: 'const reread = Promise.resolve()' },
      {
        file: 'web/chat/residence.ts',
        find: "if (message.tab === 'reload') {\n      void views.reload()",
        put: "if (message.tab === 'reload') {",
      },
    ],
  },
  {
    name: 'bug again: a letter of an unknown sender is dropped when the server does not say who that is',
    edits: [{ file: INBOX, find: 'for (const each of unknown.splice(0)) take(each)', put: '' }],
  },
  {
    name: 'bug again: a woken tab that was fenced off signs the session out',
    edits: [
      {
        file: RESIDENCE,
        find: "if (session.state === 'signedOut' && session.notice?.kind === 'superseded') fenced(session)\n    else",
        put: '',
      },
    ],
  },
  {
    name: 'bug again: a tab that only heard of a sign-in never takes over',
    edits: [{ file: RESIDENCE, find: '      waitToLead(() => true)\n', put: '' }],
  },
  {
    name: 'bug again: a leader that is none any more takes back what is shown',
    edits: [
      {
        file: 'web/chat/delivery.ts',
        find: "next.since === undefined || next.since < now.at\n      return next.state === 'sentDirect' || next.state === 'storing'",
        put: 'false\n      return false',
      },
    ],
  },
  {
    name: 'bug again: a contact that was stored but not told leaves a follower blind',
    seed: 1036,
    edits: [
      {
        file: 'web/chat/views.ts',
        find: 'for (const contact of stored.contacts) contacts.take(contact)',
        put: '',
      },
    ],
  },
  {
    name: 'bug again: what other tabs say while a tab reads storage is lost',
    seed: 2986,
    edits: [
      {
        file: 'web/chat/move-in.ts',
        find: 'const stopListening = listenToTabs(tabs, (message) => early.push(message))',
        put: 'const stopListening = () => {}',
      },
    ],
  },
  {
    name: 'bug again: a woken tab that dies leaves followers with what it said last',
    seed: 6396,
    edits: [
      {
        file: RESIDENCE,
        find: "if (leader && isElsewhere && of.session().state === 'signedIn') return tellSession(of.session())",
        put: 'void isElsewhere',
      },
    ],
  },
  {
    name: 'bug again: posts that the server did not explain in time are not asked for again',
    seed: 3209,
    edits: [
      { file: POSTS_IN, find: 'if (!closed && (told || head > cursor) && ports.isConnected()) askAgain()', put: '' },
    ],
  },
  {
    name: 'bug again: a sign-in begun before a live session ends it',
    seed: 5208,
    edits: [
      {
        file: 'server/session.ts',
        find: "if (this.isOvertaken(of.name, challenge.at)) return refusal('challenge-expired')",
        put: '',
      },
    ],
  },
  {
    name: 'bug again: what comes in one turn with the answer to a sign-in is dropped',
    edits: [{ file: 'web/chat/session.ts', find: 'early.push(heard)', put: 'return' }],
  },
  {
    name: 'bug again: a recovered name has no keys to check by until it signs in',
    edits: [
      {
        file: 'server/store/mail-verbs.ts',
        find: '        prekey,\n        recovery: { key: succession',
        put: '        prekey: null,\n        recovery: { key: succession',
      },
    ],
  },
  {
    name: 'bug again: a key between two recoveries is nobody’s',
    edits: [{ file: 'web/chat/contacts.ts', find: 'older: [...contact.older, ...between],', put: '' }],
  },
  {
    name: 'bug again: nobody asks what became of letters whose receipts another browser acked',
    seed: 1591,
    edits: [
      {
        file: 'web/chat/one-to-one.ts',
        find: 'void tracer.welcomed()',
        put: '',
      },
    ],
  },
  {
    name: 'bug again: own posts give way to themselves when the name is back under a new key',
    seed: 2299,
    edits: [
      {
        file: 'web/chat/posts-in.ts',
        find: "return (await storage.message(id))?.kind === 'outgoing-post'",
        put: 'return false',
      },
    ],
  },
  {
    name: 'bug again: what a restored server does not have stays stored',
    edits: [{ file: 'web/chat/trace-mail.ts', find: "traced?.state === 'unknown'", put: 'false' }],
  },
  {
    name: 'bug again: an ack of posts is repeated to a server whose log may be another',
    seed: 7000210,
    edits: [
      {
        file: POSTS_IN,
        find: 'while (acked < cursor && !told && !closed) {',
        put: 'while (acked < cursor && !closed) {',
      },
    ],
  },
  {
    name: 'bug again: what another tab stored since the welcome makes the log another',
    seed: 7018306,
    edits: [
      {
        file: 'web/chat/compare-logs.ts',
        find: 'told.cursor >= upTo || (await',
        put: 'told.cursor >= upTo || told.head >= upTo && (await',
      },
    ],
  },
]
