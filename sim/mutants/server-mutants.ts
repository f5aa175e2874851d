import type { Mutant } from './mutant.ts'

const MAIL_VERBS = 'server/store/mail-verbs.ts'
const MAILBOX = 'server/mailbox.ts'
const MAIL = 'server/mail.ts'

/** Bugs of the server. */
export const SERVER_MUTANTS: readonly Mutant[] = [
  {
    name: 'the server says stored before it commits',
    edits: [
      {
        file: MAIL,
        find: 'const outcome = await store.putMail(',
        put: "if (to.length > 0) { void store.putMail({ author, to, id, toDevice, prekeyId, envelope, at, caps: limits.mail }); return accepted({ state: 'stored' as const }) }\n        const outcome = await store.putMail(",
      },
    ],
  },
  {
    name: 'letters are deleted when they are pushed',
    edits: [
      {
        file: MAIL_VERBS,
        find: 'last: positions.at(-1) ?? after, more',
        put: 'last: (positions.forEach((position) => tables.dropLetter(position)), positions.at(-1) ?? after), more',
      },
    ],
  },
  {
    name: 'an ack settles the whole mailbox',
    edits: [
      {
        file: MAIL_VERBS,
        find: 'tables.openLetters(recipient, opened, at)',
        put: "for (const proof of opened.values()) for (const each of allWaiting(recipient)) settle(each, { outcome: 'opened', proof }, at)",
      },
    ],
  },
  {
    name: 'no tombstones',
    edits: [
      {
        file: MAIL_VERBS,
        find: 'opened.keys()) state().waiting.remove(recipient, position)',
        put: 'opened.keys()) { state().waiting.remove(recipient, position); tables.dropLetter(position) }',
      },
    ],
  },
  {
    name: 'a server that starts does not look what waits',
    edits: [{ file: 'server/store/ledger.ts', find: 'createWaiting(tables.waiting())', put: 'createWaiting([])' }],
  },
  {
    name: 'settled letters still count against the quota',
    edits: [
      { file: 'server/store/waiting.ts', find: 'count(box, sender, length, -1)', put: '' },
      { file: 'server/store/waiting.ts', find: 'if (lettersIn(box) === 0) boxes.delete(recipient)', put: '' },
    ],
  },
  {
    name: 'letters for any prekey are taken',
    edits: [
      {
        file: MAIL_VERBS,
        find: 'recipient.device !== toDevice || recipient.prekey?.id !== prekeyId',
        put: 'recipient.device !== toDevice',
      },
    ],
  },
  {
    name: 'prekeys may go while letters need them',
    edits: [
      {
        file: MAIL_VERBS,
        find: 'return oldest === undefined || (tables.letterAt(oldest)?.prekeyId ?? 0) > id',
        put: 'return true',
      },
    ],
  },
  {
    name: 'letters are stamped with the reader',
    edits: [
      {
        file: 'server/store/memory.ts',
        find: 'from: found.map(({ row }) => row.sender)',
        put: 'from: found.map(({ row }) => row.recipient)',
      },
    ],
  },
  {
    name: 'receipts are told once',
    edits: [{ file: MAIL, find: 'unheard.set(box, 0)', put: '' }],
  },
  {
    name: 'letters are numbered from one in each page',
    edits: [{ file: MAILBOX, find: 'const first = this.sent + 1', put: 'const first = 1' }],
  },
  {
    name: 'mail that waited is not pushed at sign-in',
    edits: [
      {
        file: MAILBOX,
        find: 'this.ports = ports\n    this.begin()',
        put: "this.ports = ports\n    this.state = 'idle'",
      },
    ],
  },
  {
    name: 'letters that come while a page is out are forgotten',
    edits: [{ file: MAILBOX, find: '    this.newest = Math.max(this.newest, position)', put: '' }],
  },
  {
    name: 'no fence',
    edits: [
      {
        file: 'server/store/ledger-parts.ts',
        find: 'return account?.fence === author.fence ? account : undefined',
        put: 'return account',
      },
    ],
  },
  {
    name: 'an older session is not cut',
    edits: [{ file: 'server/session.ts', find: 'hub.toUser(name).cut()', put: '' }],
  },
  {
    name: 'a recovery leaves the older session its fence',
    seed: 1409,
    edits: [
      {
        file: MAIL_VERBS,
        find: 'fence: account.fence + 1,',
        put: 'fence: account.fence,',
      },
    ],
  },
  {
    name: 'mail to lost keys is left to the new ones',
    edits: [
      {
        file: MAIL_VERBS,
        find: "settleAll(allWaiting(name), { outcome: 'keys-lost' }, at)",
        put: '[] as IssuedReceipt[]',
      },
    ],
  },
  {
    name: 'nobody is told that mail is lost with its keys',
    edits: [{ file: 'server/registrations.ts', find: 'ports.tell(outcome.receipts)', put: '' }],
  },
  {
    name: 'a repeated post is a new one',
    edits: [
      { file: 'server/store/group-verbs.ts', find: 'if (place !== undefined) return', put: 'if (place === -1) return' },
    ],
  },
  {
    name: 'the head of Everyone is lost in a restart',
    edits: [{ file: 'server/group.ts', find: 'let head = snapshot.head', put: 'let head = 0' }],
  },
  {
    name: 'progress counts who wrote a post',
    edits: [{ file: 'server/progress.ts', find: '- Number(wasThere && sender.reach >= groupSeq)', put: '' }],
  },
]
